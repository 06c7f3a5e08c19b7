import { createApiClient } from '@burgee/api-client';
import { EnvironmentKey, FlagKey, rolloutOf } from '@burgee/contracts';
import { freePort } from '@burgee/testing';
import autocannon from 'autocannon';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken } from '../admin-token.ts';
import type { Bench, Measurement } from './bench.ts';

const FLAGS = 51;
const ROUNDS = 4;
const ROUND_SECONDS = 3;
const CONNECTIONS = 16;
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
      limit: { of: 'ratio', atLeast: 0.75 },
    },
    { path: '/api/config/flags?userId=ann' },
  ),
  httpBench(
    {
      name: 'http-post',
      title: `evaluate by POST, ${FLAGS} flags with values and reasons`,
      floorTitle: 'a bare Express handler that parses the same body and sends the same bytes',
      limit: { of: 'ratio', atLeast: 0.6 },
    },
    { path: '/api/config/evaluate', body: JSON.stringify({ context: { userId: 'ann', plan: 'pro' } }) },
  ),
];

/** Runs `measure` with the URL of a server that has `FLAGS` flags. */
async function withServer(measure: (url: string) => Promise<Measurement>): Promise<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-bench-'));
  const port = await freePort();
  const server = startNode('apps/server/src/main.ts', {
    PORT: String(port),
    DATA_DIR: directory,
    LOG_LEVEL: 'warn',
    // Evaluations are still counted, but the limit is never reached.
    LIMIT_EVALUATIONS: '1000000000',
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await pollUntil(async () => (await fetch(`${url}/readyz`)).ok);
    await addFlags(url, directory);
    return await measure(url);
  } finally {
    await stopProcess(server);
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
  const port = await freePort();
  const bare = startNode('tools/src/bench/bare-express.ts', { PORT: String(port), BYTES: bytes });
  try {
    const bareUrl = `http://127.0.0.1:${port}/`;
    await pollUntil(async () => (await fetch(bareUrl)).ok);
    const best = { value: 0, floor: 0 };
    // Alternate, so that a busy machine slows both down. The first round is a warm-up.
    for (let round = 0; round <= ROUNDS; round++) {
      const floor = await requestsPerSecond({ ...request, url: bareUrl });
      const value = await requestsPerSecond({ ...request, url: url + path });
      if (round > 0) Object.assign(best, { value: Math.max(best.value, value), floor: Math.max(best.floor, floor) });
    }
    return best;
  } finally {
    await stopProcess(bare);
  }
}

async function requestsPerSecond(request: autocannon.Options): Promise<number> {
  const result = await autocannon({ ...request, connections: CONNECTIONS, duration: ROUND_SECONDS });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result.requests.average;
}

function startNode(script: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--conditions=@burgee/source', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}

async function pollUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}
