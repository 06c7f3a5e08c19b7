import { createFlagClient, type FlagClient } from '@burgee/client';
import { isSameJson } from '@burgee/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import { CONTEXT, FIXED } from './stock.ts';
import type { World } from './world.ts';

/** Reads clients continuously, and records each read that throws, waits, is wrong or goes back. */
export type Reads = AsyncDisposable & {
  readonly violations: readonly string[];
  /** In milliseconds: a read comes from memory. */
  readonly slowestMs: number;
};

const READ_EVERY_MS = 20;
/** Clients are read in turn: reading thousands each time would leave them no time to run. */
const READ_AT_ONCE = 20;
const KEPT = 20;

/** The resources that a row has opened; all are closed when the row ends. */
export type Clients = Disposable & { open(url: string, options?: ClientOptions): FlagClient };

type ClientOptions = Partial<Parameters<typeof createFlagClient>[0]>;

/** Creates clients that name their environment, so that they recognize even a first answer as foreign. */
export function createClients(): Clients {
  const stack = new DisposableStack();
  return {
    open: (url, options = {}) =>
      stack.adopt(createFlagClient({ url, environment: 'production', context: CONTEXT, ...options }), ({ close }) =>
        close(),
      ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}

export const READS = { 'slowest read': { atMost: 250, unit: 'ms' } } as const;

/** @param clients that hold answers, or soon will. */
export function startReads(clients: readonly FlagClient[]): Reads {
  const stopping = new AbortController();
  const violations: string[] = [];
  const versions = new Map<FlagClient, number>();
  let slowestMs = 0;

  function read(client: FlagClient): void {
    const begun = performance.now();
    const problem = findReadProblem(client, versions);
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    if (problem !== undefined && violations.length < KEPT) violations.push(problem);
  }

  async function run(): Promise<void> {
    for (let turn = 0; !stopping.signal.aborted; turn += READ_AT_ONCE) {
      const start = turn % Math.max(1, clients.length);
      clients.slice(start, start + READ_AT_ONCE).forEach(read);
      await pause(READ_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    violations,
    get slowestMs() {
      return slowestMs;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}

function findReadProblem(client: FlagClient, versions: Map<FlagClient, number>): string | undefined {
  try {
    const { version = 0 } = client.status();
    const before = versions.get(client) ?? 0;
    versions.set(client, Math.max(before, version));
    if (version < before) return `the version went back from ${before} to ${version}`;
    if (version === 0) return undefined;
    const wrong = Object.keys(FIXED).find((key) => !isSameJson(client.get(key, null), FIXED[key]));
    return wrong && `${wrong} is ${JSON.stringify(client.get(wrong, null))} at version ${version}`;
  } catch (error) {
    return `a read threw ${String(error)}`;
  }
}

let changes = 0;

/** Creates a flag that is on, and returns its key: a client that knows it is current. */
export async function changeFlags(world: World, url = world.first.url): Promise<string> {
  changes += 1;
  const key = `client-change-${changes}`;
  const body = { key, enabled: true };
  const { status } = await ask(`${url}/api/admin/flags`, { token: await world.token('clients'), body });
  if (status !== 201) throw new Error(`${key} was not created: ${status}`);
  return key;
}

export function knows(client: FlagClient, key: string): boolean {
  return client.all().has(key);
}
