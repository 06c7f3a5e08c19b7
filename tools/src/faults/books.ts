import { audit, type Ledger, type TrailEntry } from '@burgee/testing';
import { ask } from './http.ts';
import { COUNTERS } from './stock.ts';
import type { World } from './world.ts';

type EntryRow = {
  readonly number: string;
  readonly environment: string | null;
  readonly version: number;
  readonly part: number;
  readonly key: string;
  readonly reason: string | null;
  readonly value: unknown;
};

const TRAIL = `select number, environment, version, part, key, reason, after #> '{variants,0,value}' as value
  from audit_entries where number > 0 order by number`;

/** Compares the ledger with the rows and the trail, and lets a server verify the chain. */
export async function auditBooks(world: World, { writes }: Pick<Ledger, 'writes'>): Promise<string[]> {
  const trail = (await world.sql<EntryRow>(TRAIL)).map(toTrailEntry);
  const rows = await world.sql<{ key: string; value: unknown }>(
    `select flag_key as key, variants #> '{0,value}' as value from feature_flags
     where environment = 'production' and type = 'number'`,
  );
  const versions = await world.sql<{ key: string; version: number }>('select key, version from environments');
  return [
    ...audit({
      writes,
      trail,
      rows: Object.fromEntries(rows.map(({ key, value }) => [key, Number(value)])),
      versions: Object.fromEntries(versions.map(({ key, version }) => [key, version])),
    }),
    ...(await verifyChain(world)),
  ];
}

function toTrailEntry({ number, value, ...entry }: EntryRow): TrailEntry {
  return { ...entry, number: Number(number), value: typeof value === 'number' ? value : undefined };
}

async function verifyChain({ servers, token }: World): Promise<string[]> {
  const server = servers.find(({ isRunning }) => isRunning);
  if (!server) return ['no running server can verify the trail'];
  const input = encodeURIComponent('{}');
  const { status, body } = await ask(`${server.url}/trpc/audit.verify?input=${input}`, {
    token: await token('auditor'),
  });
  const data = (body as { result?: { data?: { status?: string } } }).result?.data;
  return status === 200 && data?.status === 'whole' ? [] : [`audit verify: ${status} ${JSON.stringify(body)}`];
}

/** The stored values of the counters, from which writers continue. */
export async function readCounters(world: World): Promise<ReadonlyMap<string, number>> {
  const rows = await world.sql<{ key: string; value: number }>(
    `select flag_key as key, variants #> '{0,value}' as value from feature_flags
     where environment = 'production' and flag_key = any($1)`,
    [[...COUNTERS]],
  );
  return new Map(rows.map(({ key, value }) => [key, Number(value)]));
}
