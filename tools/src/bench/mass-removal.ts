import { type ApiClient, createApiClient } from '@burgee/api-client';
import { EnvironmentKey, FlagKey } from '@burgee/contracts';
import { connectDatabase, type Database } from '@burgee/data-access';
import { createEmptyDatabase, startPostgres } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken } from '../admin-token.ts';
import type { Bench } from './bench.ts';
import { countIndexedIds, type RunningServer, startServer, untilIndexed } from './running-server.ts';

const COUNT = 200_000;
const ENVIRONMENT = EnvironmentKey.parse('production');
const FLAG = FlagKey.parse('with-many');
const IDLE_MS = 2_000;

/** Inserting all of them takes longer than a request's timeout. */
const PATIENT = { connectMs: 10_000, requestMs: 300_000, loadMs: 300_000 };

/** Duration of the removal, the slowest `/healthz` answer in the meantime, and the slowest one while idle. */
type Measured = { readonly tookMs: number; readonly slowestMs: number; readonly idleSlowestMs: number };
type Kind = Database['kind'];

/** Deletes a flag with 200,000 user overrides. On PostgreSQL, a second server is notified of it. */
async function deleteFlag(kind: Kind): Promise<Measured> {
  return withServers(kind, { expiresAt: 'null' }, async (servers, token) => {
    const api = createApiClient({ url: (servers[0] as RunningServer).url, token });
    return measureWork(servers, () => api.flags.delete.mutate({ environment: ENVIRONMENT, key: FLAG }));
  });
}

/** 200,000 user overrides expire at the same time, and one server's janitor removes them. */
async function expire(kind: Kind): Promise<Measured> {
  const expiresAt = `now() + interval '90 seconds'`;
  return withServers(kind, { expiresAt }, async (servers) => {
    const [first] = servers as [RunningServer];
    const isWhole = async () => (await countIndexedIds(first)) === COUNT;
    if (!(await isWhole())) throw new Error('the overrides expired before the measurement began');
    const idleSlowestMs = await slowestHealthWhile(servers, () => pause(IDLE_MS));
    let tookMs = 0;
    const slowestMs = await slowestHealthWhile(servers, async () => {
      while (await isWhole()) await pause(10);
      const begun = performance.now();
      while ((await countIndexedIds(first)) > 0) await pause(10);
      tookMs = performance.now() - begun;
    });
    return { tookMs, slowestMs, idleSlowestMs };
  });
}

async function measureWork(servers: readonly RunningServer[], work: () => Promise<unknown>): Promise<Measured> {
  const idleSlowestMs = await slowestHealthWhile(servers, () => pause(IDLE_MS));
  let tookMs = 0;
  const slowestMs = await slowestHealthWhile(servers, async () => {
    const begun = performance.now();
    await work();
    tookMs = performance.now() - begun;
    // The servers' work after the notification counts too.
    await pause(IDLE_MS);
  });
  return { tookMs, slowestMs, idleSlowestMs };
}

/** The slowest `/healthz` answer of any server while `work` ran, in milliseconds. */
async function slowestHealthWhile(servers: readonly RunningServer[], work: () => Promise<void>): Promise<number> {
  let isDone = false;
  let slowest = 0;
  const asking = servers.map(async ({ url }) => {
    while (!isDone) {
      const begun = performance.now();
      await (await fetch(`${url}/healthz`)).text();
      slowest = Math.max(slowest, performance.now() - begun);
      await pause(2);
    }
  });
  await work();
  isDone = true;
  await Promise.all(asking);
  return slowest;
}

async function withServers<T>(
  kind: Kind,
  { expiresAt }: { readonly expiresAt: string },
  work: (servers: readonly RunningServer[], token: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-bench-'));
  await using postgres = kind === 'postgresql' ? await startPostgres() : undefined;
  const url = postgres && (await createEmptyDatabase(postgres.url, 'bench'));
  const database = await connectDatabase(url ? { url } : { dataDir: directory }, PATIENT);
  await database.migrate();
  for (const statement of statements(expiresAt)) await database.write((em) => em.execute(statement));
  await database.close();
  const settings = { DATA_DIR: directory, LOG_LEVEL: 'warn', JANITOR_INTERVAL_MS: '1000', LIMIT_WRITES: '0' };
  const given = { ...settings, BURGEE_ENVIRONMENT: ENVIRONMENT, ...(url && { DATABASE_URL: url }) };
  try {
    await using first = await startServer(given);
    await using second = url ? await startServer(given) : undefined;
    const servers = second ? [first, second] : [first];
    for (const server of servers) await untilIndexed(server);
    process.env.DATA_DIR = directory;
    const token = await adminToken('bench');
    await warmUp(createApiClient({ url: first.url, token }));
    return await work(servers, token);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A server's first change is always slow. */
async function warmUp({ flags }: ApiClient): Promise<void> {
  const flag = { environment: ENVIRONMENT, key: FlagKey.parse('without-any') };
  for (let round = 0; round < 5; round++) {
    await flags.create.mutate(flag);
    await flags.delete.mutate(flag);
  }
}

function statements(expiresAt: string): string[] {
  return [
    `insert into environments (key, name) values ('${ENVIRONMENT}', 'Production')`,
    `insert into feature_flags (flag_key, environment, enabled, rollout_percentage, salt, variants, on_variant, off_variant, rollout)
     values ('${FLAG}', '${ENVIRONMENT}', true, 50, '${FLAG}', '[{"key":"on","value":true},{"key":"off","value":false}]',
       'on', 'off', '{"bucketBy":["userId"],"salt":null,"algorithm":"murmur3","missing":"included","schedule":null}')`,
    `insert into feature_flag_user_overrides (flag_id, user_id, override_type, reason, created_by, expires_at)
     select id, 'user-' || n, 'include', 'beta', 'bench', ${expiresAt} from feature_flags, generate_series(1, ${COUNT}) n`,
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const TITLE = `${COUNT.toLocaleString('en')} user overrides`;
const ONCE = { unit: 'ms', processes: 1 } as const;

/** Two benchmarks of a removal: its duration, and the slowest `/healthz` answer in the meantime. */
function removalBenches(name: string, title: string, removal: () => Promise<Measured>): Bench[] {
  return [
    {
      ...ONCE,
      name,
      title,
      floorTitle: 'the slowest answer of /healthz in the meantime',
      limit: { of: 'value', atMost: 5_000 },
      run: async () => {
        const { tookMs, slowestMs } = await removal();
        return { value: tookMs, floor: slowestMs };
      },
    },
    {
      ...ONCE,
      name: `${name}-health`,
      title: `the slowest answer of /healthz: ${title}`,
      floorTitle: 'while idle',
      limit: { of: 'value', atMost: 100 },
      run: async () => {
        const { slowestMs, idleSlowestMs } = await removal();
        return { value: slowestMs, floor: idleSlowestMs };
      },
    },
  ];
}

export const massRemoval: readonly Bench[] = [
  ...removalBenches('delete-flag', `deleting a flag with ${TITLE}`, () => deleteFlag('postgresql')),
  ...removalBenches('delete-flag-embedded', `the same in the embedded database`, () => deleteFlag('pglite')),
  ...removalBenches('expire', `removing ${TITLE} that have expired`, () => expire('postgresql')),
  ...removalBenches('expire-embedded', `the same in the embedded database`, () => expire('pglite')),
];
