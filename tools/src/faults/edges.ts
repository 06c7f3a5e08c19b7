import { isSameJson } from '@burgee/contracts';
import { addressOf, freePort, startFaultProxy } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import { createServerProcess, type ServerProcess } from './server-process.ts';
import { CONTEXT, FIXED } from './stock.ts';
import type { WorldServer } from './world.ts';

/** An edge in its own process, which follows through a balancer. */
export type Edge = AsyncDisposable &
  Pick<ServerProcess, 'url' | 'start' | 'untilReady' | 'signal'> & {
    /** The version that it answers with. */
    version(): number;
    /** Answers that failed while the edge ran, had a wrong value, or an older version than one before. */
    readonly violations: readonly string[];
    /** In milliseconds. */
    readonly slowestMs: number;
    /** Cuts its connections; new ones lead to this server. */
    moveTo(server: Pick<WorldServer, 'url'>): void;
    /** Sets whether it may fail to answer, because it was killed. */
    pardon(isPardoned: boolean): void;
  };

const ASK_EVERY_MS = 40;
const KEPT = 20;

const SETTINGS = { NODE_ENV: 'test', LOG_LEVEL: 'warn', LIMIT_EVALUATIONS: '0', LIMIT_STREAMS: '0' } as const;

/** Starts an edge, waits until it is ready, and evaluates its flags 25 times a second from then on. */
export async function startEdge({ url }: Pick<WorldServer, 'url'>, key: string): Promise<Edge> {
  await using stack = new AsyncDisposableStack();
  const proxy = stack.use(await startFaultProxy(addressOf(url)));
  const directory = stack.adopt(await mkdtemp(join(tmpdir(), 'burgee-edge-')), (path) => rm(path, { recursive: true }));
  const settings = {
    ...SETTINGS,
    BURGEE_MODE: 'edge',
    UPSTREAM_URL: `http://127.0.0.1:${proxy.port}`,
    UPSTREAM_KEY: key,
    DATA_DIR: directory,
  };
  const server = stack.use(createServerProcess({ port: await freePort(), settings }));
  await server.start();
  await server.untilReady();
  const answers = stack.use(watchAnswers(server.url));
  const owned = stack.move();
  return {
    ...server,
    version: () => answers.version,
    violations: answers.violations,
    get slowestMs() {
      return answers.slowestMs;
    },
    moveTo: (other) => {
      proxy.setTarget(addressOf(other.url));
      proxy.setFault({ kind: 'reset' });
      proxy.setFault({ kind: 'none' });
    },
    pardon: answers.pardon,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function watchAnswers(url: string) {
  const stopping = new AbortController();
  const violations: string[] = [];
  const seen = { version: 0, slowestMs: 0, pardons: 0 };
  let isPardoned = false;

  async function check(): Promise<string | undefined> {
    const { status, body, ms } = await ask(`${url}/api/config/evaluate`, { body: { context: CONTEXT } });
    if (status !== 200) return `status ${status}`;
    seen.slowestMs = Math.max(seen.slowestMs, ms);
    const { version, flags } = body as { version: number; flags: Record<string, { value?: unknown }> };
    const before = seen.version;
    seen.version = Math.max(before, version);
    if (version < before) return `the version went back from ${before} to ${version}`;
    const wrong = Object.keys(FIXED).find((key) => !isSameJson(flags[key]?.value, FIXED[key]));
    return wrong && `${wrong} is ${JSON.stringify(flags[wrong]?.value)} at version ${version}`;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { pardons } = seen;
      const problem = await check().catch(String);
      const wasPardoned = isPardoned || pardons !== seen.pardons;
      if (problem && !wasPardoned && violations.length < KEPT) violations.push(`the edge ${url}: ${problem}`);
      await pause(ASK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    violations,
    get version() {
      return seen.version;
    },
    get slowestMs() {
      return seen.slowestMs;
    },
    pardon: (next: boolean) => {
      isPardoned = next;
      seen.pardons++;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}
