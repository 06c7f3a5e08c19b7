import { freePort } from '@burgee/testing';
import autocannon from 'autocannon';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Measurement } from './bench.ts';

/** Many short rounds: on a busy machine, some of them run undisturbed. */
const ROUNDS = 16;
const ROUND_SECONDS = 1;
const CONNECTIONS = 16;

/** Compares the requests per second of two URLs. They alternate, so that a busy machine slows both down. */
export async function compareRates(url: string, floorUrl: string, request: Partial<autocannon.Options> = {}) {
  const best: Measurement = { value: 0, floor: 0 };
  // The first round is a warm-up.
  for (let round = 0; round <= ROUNDS; round++) {
    const floor = await requestsPerSecond({ ...request, url: floorUrl });
    const value = await requestsPerSecond({ ...request, url });
    if (round > 0) Object.assign(best, { value: Math.max(best.value, value), floor: Math.max(best.floor, floor) });
  }
  return best;
}

async function requestsPerSecond(request: autocannon.Options): Promise<number> {
  const result = await autocannon({ ...request, connections: CONNECTIONS, duration: ROUND_SECONDS });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result.requests.total / result.duration;
}

/** Runs a script of this folder that listens on the port of its environment, until disposed. */
export async function startScript(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { readonly url: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--conditions=@burgee/source', `tools/src/bench/${name}`], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}/`;
  await pollUntil(async () => (await fetch(url)).ok);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

export async function pollUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}
