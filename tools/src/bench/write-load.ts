import { connectDatabase } from '@burgee/data-access';
import { createEmptyDatabase, startPostgres } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken } from '../admin-token.ts';
import { startServer } from './running-server.ts';

const FLAGS = 100;
const ENVIRONMENTS = ['production', 'development'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Inserting the flags takes longer than a request's default timeout. */
const LONG_TIMEOUTS = { connectMs: 10_000, requestMs: 60_000, loadMs: 60_000 };

/** The number of flags in each environment. */
export type FlagCounts = Readonly<Record<Environment, number>>;

/** Runs `work` with a new PostgreSQL that has environments and flags. */
export async function withDatabase<T>(
  work: (databaseUrl: string) => Promise<T>,
  flags: FlagCounts = { production: FLAGS, development: FLAGS },
): Promise<T> {
  await using postgres = await startPostgres();
  const databaseUrl = await createEmptyDatabase(postgres.url, 'bench');
  const database = await connectDatabase({ url: databaseUrl }, LONG_TIMEOUTS);
  await database.migrate();
  for (const statement of ENVIRONMENTS.flatMap((name) => fillStatements(name, flags[name])))
    await database.write((em) => em.execute(statement));
  await database.close();
  return await work(databaseUrl);
}

/** A running server, and an admin token for it. */
export type Served = { readonly url: string; readonly token: string; readonly pid: number };

export async function withServer<T>(databaseUrl: string, work: (served: Served) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-bench-'));
  const settings = {
    DATA_DIR: directory,
    LOG_LEVEL: 'warn',
    LIMIT_WRITES: '0',
    LIMIT_EVALUATIONS: '0',
    BURGEE_ENVIRONMENT: 'production',
  };
  try {
    await using server = await startServer({ ...settings, DATABASE_URL: databaseUrl });
    while (!(await fetch(`${server.url}/readyz`)).ok);
    process.env.DATA_DIR = directory;
    return await work({ url: server.url, token: await adminToken('bench'), pid: server.pid });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function fillStatements(environment: Environment, flags: number): string[] {
  return [
    `insert into environments (key, name) values ('${environment}', '${environment}')`,
    `insert into feature_flags (flag_key, environment, enabled, rollout_percentage, salt, variants, on_variant, off_variant, rollout)
     select 'flag-' || n, '${environment}', true, 50, 'flag-' || n,
       '[{"key":"on","value":true},{"key":"off","value":false}]', 'on', 'off',
       '{"bucketBy":["userId"],"salt":null,"algorithm":"murmur3","missing":"included","schedule":null}'
     from generate_series(0, ${flags - 1}) n`,
  ];
}

export type Load = { readonly writers: number; readonly seconds: number; readonly environment?: Environment };
/** The result of a load: acknowledged writes per second, their latencies, and the number of other writes by error code. */
export type Outcome = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly refused: Readonly<Record<string, number>>;
};

/** Runs writers that each change a flag repeatedly. A refused writer pauses before its next attempt. */
export async function writeFor(
  { url, token }: Served,
  { writers, seconds, environment = 'production' }: Load,
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: writers });
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const begun = performance.now();
  const endsAt = begun + seconds * 1_000;
  async function write(writer: number): Promise<void> {
    for (let round = 0; performance.now() < endsAt; round++) {
      const sent = performance.now();
      const path = `${url}/api/admin/flags/flag-${writer % FLAGS}?environment=${environment}`;
      const { status, text } = await post(path, { agent, token }, { enabled: true, rolloutPercentage: round % 100 });
      if (status === 200) {
        latencies.push(performance.now() - sent);
        continue;
      }
      const { code = String(status) } = JSON.parse(text) as { code?: string };
      refused[code] = (refused[code] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, REFUSED_PAUSE_MS));
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  agent.destroy();
  latencies.sort((one, other) => one - other);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Infinity;
  const perSecond = latencies.length / ((performance.now() - begun) / 1_000);
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1), refused };
}

const REFUSED_PAUSE_MS = 100;

/** Locks the row of an environment until disposed, as another transaction might. */
export async function lockEnvironment(databaseUrl: string, environment: Environment): Promise<AsyncDisposable> {
  const database = await connectDatabase({ url: databaseUrl }, LONG_TIMEOUTS);
  const locked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = database.write(async (em) => {
    await em.execute('update environments set version = version where key = ?', [environment]);
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  return {
    [Symbol.asyncDispose]: async () => {
      released.resolve();
      await holding;
      await database.close();
    },
  };
}

type Answer = { readonly status: number; readonly text: string };

/** Not `fetch`, which needs more CPU time than the server. */
export function post(url: string, { agent, token }: { agent: Agent; token: string }, body: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
