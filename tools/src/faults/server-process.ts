import { COMPILE_CACHE } from '@burgee/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import { until } from './until.ts';

/** Options for starting a server. */
export type Launch = {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** A command before `node`, such as one that limits file descriptors. */
  readonly prefix?: readonly string[];
  readonly nodeArguments?: readonly string[];
};

/** A real server process that is killed and started again on the same port. */
export type ServerProcess = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  readonly isRunning: boolean;
  /** The end of its output. */
  readonly output: string;
  /** Starts the server and waits until it answers, ready or not. */
  start(more?: Partial<Launch>): Promise<void>;
  untilReady(withinMs?: number): Promise<void>;
  /** For signals that end the process, resolves after its exit. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** @returns the time it took to exit, and the exit code. */
  stop(): Promise<{ readonly ms: number; readonly code: number | null }>;
  /** Resident memory in megabytes. */
  memory(): Promise<number>;
};

const ROOT = join(import.meta.dirname, '../../..');
const KEPT_OUTPUT = 20_000;
/** For a busy machine; an idle one needs 2 s. */
const START_WITHIN_MS = 90_000;
const ENDING: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT'];

export function createServerProcess(launch: Launch): ServerProcess {
  const url = `http://127.0.0.1:${launch.port}`;
  let child: ChildProcess | undefined;
  let output = '';
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function untilOk(path: string, withinMs: number): Promise<void> {
    const isAnswering = async () => {
      if (await isOk(url + path)) return true;
      if (!isRunning()) throw new Error(`The server exited unexpectedly:\n${output.slice(-2_000)}`);
      return false;
    };
    if (Number.isNaN(await until(isAnswering, withinMs, 25)))
      throw new Error(`${path} is not 200 after ${withinMs} ms:\n${output.slice(-1_000)}`);
  }

  async function start(more: Partial<Launch> = {}): Promise<void> {
    const started = spawnServer({ ...launch, ...more, settings: { ...launch.settings, ...more.settings } });
    child = started;
    // If the harness is stopped early, its servers must not outlive it.
    const killWithHarness = () => void started.kill('SIGKILL');
    process.once('exit', killWithHarness);
    started.once('exit', () => process.off('exit', killWithHarness));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT)));
    }
    await untilOk('/healthz', START_WITHIN_MS);
  }

  async function signal(name: NodeJS.Signals): Promise<void> {
    if (!child || !isRunning()) return;
    const exited = once(child, 'exit');
    child.kill(name);
    if (!ENDING.includes(name)) return;
    await exited;
    // With a prefix command, the server itself exits a moment later.
    while (await isOk(`${url}/healthz`)) await pause(10);
  }

  return {
    url,
    get pid() {
      return child?.pid ?? 0;
    },
    get isRunning() {
      return isRunning();
    },
    get output() {
      return output;
    },
    start,
    untilReady: (withinMs = START_WITHIN_MS) => untilOk('/readyz', withinMs),
    signal,
    stop: async () => {
      const begun = performance.now();
      await signal('SIGTERM');
      return { ms: performance.now() - begun, code: child?.exitCode ?? null };
    },
    memory: async () => residentMegabytes(child?.pid ?? 0),
    [Symbol.asyncDispose]: () => signal('SIGKILL'),
  };
}

function spawnServer({ port, settings, prefix = [], nodeArguments = [] }: Launch): ChildProcess {
  const node = [process.execPath, ...nodeArguments, '--conditions=@burgee/source', 'apps/server/src/main.ts'];
  const [program, ...rest] = [...prefix, ...node] as [string, ...string[]];
  // Do not pass on this shell's settings: DATABASE_URL could point at a real database.
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  const place = { PATH, HOME, TMPDIR, TZ, NODE_COMPILE_CACHE: COMPILE_CACHE };
  const env = { ...place, HOST: '127.0.0.1', PORT: String(port), ...settings };
  return spawn(program, rest, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function isOk(url: string): Promise<boolean> {
  return ask(url, { timeoutMs: 2_000 }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** Linux only, like the signals that hang PostgreSQL. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
