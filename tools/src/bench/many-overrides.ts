import { createMemoryCache, createOverrideLookup, type OverrideLookup, startSnapshots } from '@burgee/api';
import { EnvironmentKey } from '@burgee/contracts';
import { connectDatabase, type Database } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';
import { createEmptyDatabase, startPostgres } from '@burgee/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './running-server.ts';

export const MANY = 1_000_000;
export const FLAGS = 200;
export const ENVIRONMENT = EnvironmentKey.parse('production');

/** Inserting a million rows takes longer than a request's timeout. */
const PATIENT = { connectMs: 10_000, requestMs: 300_000, loadMs: 300_000 };

/**
 * Every second user is included in one flag and the others are excluded from one; flags are on for half of the other users.
 */
export const userOf = (index: number) => `user-${index}`;
export const flagOf = (index: number) => `flag-${index % FLAGS}`;
export const answerFor = (index: number) => index % 2 === 0;

/** Runs `work` on a new PostgreSQL whose database has `count` user overrides across 200 flags. */
export async function withOverrides<T>(
  count: number,
  work: (url: string, database: Database) => Promise<T>,
): Promise<T> {
  await using postgres = await startPostgres();
  const url = await createEmptyDatabase(postgres.url, 'bench');
  const database = await connectDatabase({ url }, PATIENT);
  try {
    await database.migrate();
    for (const statement of [...STATEMENTS, insertOverrides(count), 'analyze']) {
      await database.write((em) => em.execute(statement));
    }
    return await work(url, database);
  } finally {
    await database.close();
  }
}

const STATEMENTS = [
  `insert into environments (key, name) values ('${ENVIRONMENT}', 'Production')`,
  `insert into feature_flags (flag_key, environment, enabled, rollout_percentage, salt, variants, on_variant, off_variant, rollout)
   select 'flag-' || n, '${ENVIRONMENT}', true, 50, 'flag-' || n,
     '[{"key":"on","value":true},{"key":"off","value":false}]', 'on', 'off',
     '{"bucketBy":["userId"],"salt":null,"algorithm":"murmur3","missing":"included","schedule":null}'
   from generate_series(0, ${FLAGS - 1}) n`,
];

function insertOverrides(count: number): string {
  return `insert into feature_flag_user_overrides (flag_id, user_id, override_type, created_by)
   select f.id, 'user-' || n, case when n % 2 = 0 then 'include' else 'exclude' end, 'bench'
   from generate_series(0, ${count - 1}) n join feature_flags f on f.flag_key = 'flag-' || (n % ${FLAGS})`;
}

/** The part of a server that looks up overrides. */
export type LookUps = AsyncDisposable & {
  readonly overrides: OverrideLookup;
  readonly ruleset: CompiledRuleset;
  /** Number of override queries to the database. */
  readonly queries: { readonly reads: number };
};

/** Starts look-ups and waits for their index of ids. */
export async function startLookUps(database: Database): Promise<LookUps> {
  const queries = { reads: 0 };
  const counted: Database = {
    ...database,
    read: (work) => {
      queries.reads++;
      return database.read(work);
    },
  };
  const clock = () => performance.now();
  const onFailed = (error: unknown) => {
    throw error;
  };
  const cache = createMemoryCache({ clock });
  const overrides = createOverrideLookup({ database: counted, cache, clock, onFailed });
  const snapshots = startSnapshots({
    database,
    cache,
    overrides,
    syncLog: { hear: () => undefined },
    keys: { catchUp: async () => undefined },
    now: () => new Date(),
    prepare: async () => undefined,
    adopt: async () => undefined,
    pollMs: 60_000,
    log: { loaded: () => undefined, failed: onFailed },
  });
  await snapshots.loaded;
  await overrides.ready();
  return {
    queries,
    overrides,
    ruleset: snapshots.ruleset(ENVIRONMENT),
    [Symbol.asyncDispose]: async () => {
      await snapshots.stop();
      await overrides.stop();
    },
  };
}

type Started = { readonly readyMs: number; readonly bytes: number };

/**
 * Starts a real server, checks its answers until its index is ready, and measures the time until then and its memory.
 */
export async function startServerOn(url: string, count: number): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-bench-'));
  const begun = performance.now();
  try {
    await using server = await startServer({
      DATABASE_URL: url,
      DATA_DIR: directory,
      BURGEE_ENVIRONMENT: ENVIRONMENT,
    });
    for (let round = 0; ; round++) {
      await checkAnswers(server.url, count, round);
      const { overrides } = (await (await fetch(`${server.url}/readyz`)).json()) as { overrides: { isReady: boolean } };
      if (overrides.isReady) break;
    }
    const readyMs = performance.now() - begun;
    // Wait until the memory needed only for reading is freed.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return { readyMs, bytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024 };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** @throws Error if a user with an override does not get it. */
async function checkAnswers(url: string, count: number, round: number): Promise<void> {
  if (count === 0) return;
  const index = (round * 7_919) % count;
  const flags = (await (await fetch(`${url}/api/config/flags?userId=${userOf(index)}`)).json()) as object;
  const answer = (flags as Record<string, boolean>)[flagOf(index)];
  if (answer !== answerFor(index)) throw new Error(`${userOf(index)} got ${answer} for ${flagOf(index)}`);
}
