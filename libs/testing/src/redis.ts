import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasEnded, isRunning, sendSignal, waitForOutput } from './processes.ts';
import { findRedisServer } from './programs.ts';

/** A real, empty Redis of our own. It must be installed: `findRedisServer()` returns its path. */
export type RedisServer = {
  readonly url: string;
  /** `SIGSTOP` hangs it, `SIGCONT` resumes it. Resolves after `SIGKILL` once it has ended. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<void>;
  /** Restarts it empty on the same port, after `stop` or a kill. */
  start(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Followed by the id of the process that owns the directory. */
const PREFIX = 'burgee-redis-';

/** @throws Error if there is no `redis-server`. */
export async function startRedis(): Promise<RedisServer> {
  const program = findRedisServer();
  if (!program) throw new Error('There is no redis-server on the PATH.');
  await removeOrphans();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const port = await freePort();
  const pidFile = join(directory, 'pid');
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--pidfile', pidFile];
  const flags = [...place, '--save', '', '--appendonly', 'no'];
  let server = await launch(program, flags);

  async function signal(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded(server)) return;
    server.kill(signal);
    if (signal !== 'SIGKILL') return;
    await once(server, 'exit');
    // The process id may soon be reused.
    await rm(pidFile, { force: true });
  }

  // It has nothing to save, and a stopped process handles no other signal.
  const stop = () => signal('SIGKILL');

  return {
    url: `redis://127.0.0.1:${port}`,
    signal,
    start: async () => {
      server = await launch(program, flags);
    },
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function launch(program: string, flags: readonly string[]): Promise<ChildProcess> {
  const server = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  await waitForOutput(server, server.stdout, 'Ready to accept connections');
  return server;
}

/** Ends servers of killed test runs. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isRunning(Number.parseInt(name.slice(PREFIX.length)))) continue;
    const directory = join(tmpdir(), name);
    const pid = Number(await readFile(join(directory, 'pid'), 'utf8').catch(() => NaN));
    if (pid > 0) sendSignal(pid, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}
