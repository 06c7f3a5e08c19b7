import { createApiClient } from '@burgee/api-client';
import { EnvironmentKey, FlagKey, rolloutOf } from '@burgee/contracts';
import { createEmptyDatabase, startPostgres } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken } from '../admin-token.ts';
import type { Bench, Measurement } from './bench.ts';
import { compareRates, pollUntil, startScript } from './rates.ts';
import { startServer } from './running-server.ts';

const FLAGS = 51;
const JSON_HEADERS = { 'Content-Type': 'application/json' };

/** The request that is measured; a GET without a body. */
type Asked = { readonly path: string; readonly body?: string };

/** Compares Burgee, which also evaluates, with the minimum work to read the same body and serve the same bytes. */
function httpBench(fields: Pick<Bench, 'name' | 'title' | 'floorTitle' | 'limit'>, asked: Asked): Bench {
  return {
    ...fields,
    unit: 'requests/s',
    processes: 1,
    run: () => withServer((url) => compareWithBareExpress(url, asked)),
  };
}

export const http: readonly Bench[] = [
  httpBench(
    {
      name: 'http',
      title: `GET /api/config/flags, ${FLAGS} flags, over HTTP`,
      floorTitle: 'a bare Express handler that sends the same bytes',
      limit: { of: 'ratio', atLeast: 1.2 },
    },
    { path: '/api/config/flags?userId=ann' },
  ),
  httpBench(
    {
      name: 'http-post',
      title: `evaluate by POST, ${FLAGS} flags with values and reasons`,
      floorTitle: 'a bare Express handler that parses the same body and sends the same bytes',
      limit: { of: 'ratio', atLeast: 0.75 },
    },
    { path: '/api/config/evaluate', body: JSON.stringify({ context: { userId: 'ann', plan: 'pro' } }) },
  ),
];

/**
 * Runs `measure` with the URL of a server that has `FLAGS` flags. On PostgreSQL, as in production: the embedded database
 * would share the process.
 */
async function withServer(measure: (url: string) => Promise<Measurement>): Promise<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-bench-'));
  try {
    await using postgres = await startPostgres();
    await using server = await startServer({
      DATABASE_URL: await createEmptyDatabase(postgres.url, 'bench'),
      DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      // Evaluations are still counted, but the limit is never reached.
      LIMIT_EVALUATIONS: '1000000000',
    });
    const url = server.url.replace('localhost', '127.0.0.1');
    await pollUntil(async () => (await fetch(`${url}/readyz`)).ok);
    await addFlags(url, directory);
    return await measure(url);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function addFlags(url: string, directory: string): Promise<void> {
  process.env.DATA_DIR = directory;
  const api = createApiClient({ url, token: await adminToken('bench') });
  const environment = EnvironmentKey.parse('development');
  const { pagination } = await api.flags.list.query({ environment });
  for (let count = pagination.total; count < FLAGS; count++) {
    const key = FlagKey.parse(`flag-${count}`);
    await api.flags.create.mutate({ environment, key, enabled: count % 3 > 0, rollout: rolloutOf((count % 5) * 25) });
  }
}

async function compareWithBareExpress(url: string, { path, body }: Asked): Promise<Measurement> {
  const request = { ...(body !== undefined && { method: 'POST' as const, body, headers: JSON_HEADERS }) };
  const bytes = await (await fetch(url + path, request)).text();
  const answer = JSON.parse(bytes) as { readonly flags?: object };
  if (Object.keys(answer.flags ?? answer).length !== FLAGS) throw new Error(`there are not ${FLAGS} flags`);
  await using bare = await startScript('bare-express.ts', { BYTES: bytes });
  return await compareRates(url + path, bare.url, request);
}
