import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createLatencies } from './latencies.ts';

/** Requests a path of a server periodically, as balancers do. */
export type Canary = {
  /** While pardoned, failures are expected, such as those of a server that was killed on purpose. */
  pardon(isPardoned: boolean): void;
  stop(): Promise<CanaryReport>;
};

export type CanaryReport = {
  readonly asked: number;
  readonly worstMs: number;
  /** Answers other than 200 and missing answers, except pardoned ones. */
  readonly failures: readonly string[];
};

type CanaryOptions = {
  readonly url: string;
  readonly everyMs?: number;
  /** Whether to keep one connection. Half of the balancers open one for each check instead. */
  readonly keepsConnection?: boolean;
};

/** Longer than any tested limit, so that a hung server is reported as slow instead of delaying the run. */
const TIMEOUT_MS = 10_000;

export function startCanary({ url, everyMs = 50, keepsConnection = false }: CanaryOptions): Canary {
  const latencies = createLatencies();
  const failures: string[] = [];
  const agent = new Agent({ keepAlive: keepsConnection, maxSockets: Infinity });
  const pending = new Set<Promise<void>>();
  const stopping = new AbortController();
  let isPardoned = false;
  let pardons = 0;

  async function ask(): Promise<void> {
    const begun = performance.now();
    const pardonsBefore = pardons;
    const wasPardoned = isPardoned;
    const problem = await statusOf(url, agent).then(
      (status) => (status === 200 ? undefined : `status ${status}`),
      (error: Error) => error.message,
    );
    if (wasPardoned || pardons > pardonsBefore) return;
    latencies.add(performance.now() - begun);
    if (problem !== undefined) failures.push(problem);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Not awaited: a late answer must not delay the next request.
      const asking = ask().finally(() => pending.delete(asking));
      pending.add(asking);
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    pardon: (next) => {
      isPardoned = next;
      if (next) pardons += 1;
    },
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all(pending);
      agent.destroy();
      return { asked: latencies.count, worstMs: latencies.worst, failures };
    },
  };
}

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    request.once('error', (error: NodeJS.ErrnoException) => {
      // A server may close an idle connection just when it is reused; every client then retries once.
      const isClosedIdle = request.reusedSocket && error.code === 'ECONNRESET';
      if (isClosedIdle) statusOf(url, agent).then(resolve, reject);
      else reject(error);
    });
  });
}
