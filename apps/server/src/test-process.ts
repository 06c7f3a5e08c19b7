import { COMPILE_CACHE, createDatabase, eventually } from '@burgee/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, inject } from 'vitest';

/** A server in its own process, to test its start, its stop and its death. Disposing kills it. */
export type ServerProcess = AsyncDisposable & {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly output: { readonly out: string; readonly err: string };
  /** Resolves to its exit code. */
  readonly exited: Promise<number | null>;
  /** Waits for the banner, and returns the printed URL and token. */
  ready(): Promise<Printed>;
};
type Printed = { readonly url: string; readonly token: string };

type LaunchOptions = {
  /** Limits the number of open files. */
  readonly openFiles?: number;
};

const MAIN = join(import.meta.dirname, 'main.ts');

/** Starts a server on any free port, unless the settings name one. */
export function launchServer(
  settings: Readonly<Record<string, string>>,
  { openFiles }: LaunchOptions = {},
): ServerProcess {
  const node = [process.execPath, '--conditions=@burgee/source', MAIN];
  const limited = ['bash', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'bash', ...node];
  const [program = '', ...rest] = openFiles === undefined ? node : limited;
  const place = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILE_CACHE, HOST: '127.0.0.1', PORT: '0' };
  const child = spawn(program, rest, { env: { ...place, ...settings } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    output,
    exited,
    ready: async () => {
      await eventually(() => expect(output.out, output.err).toMatch(/curl .*\n/));
      const url = `http://localhost:${/localhost:(\d+)/.exec(output.out)?.[1]}`;
      return { url, token: /^TOKEN=(\S+)$/m.exec(output.out)?.[1] ?? '' };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Starts a server on a new PostgreSQL database, unless the settings name one, and waits until it is ready. Rate limits
 * are off unless a test sets them.
 */
export async function spawnServer(
  settings: Readonly<Record<string, string>> = {},
  options?: LaunchOptions,
): Promise<ServerProcess & Printed> {
  const DATABASE_URL = settings['DATABASE_URL'] ?? (await createDatabase(inject('postgresUrl')));
  const defaults = {
    NODE_ENV: 'development',
    AUTH_SECRET: 'mN3vQ8xL2pR7tY5wZ9bC4dF6gH1jK0sA',
    LIMIT_EVALUATIONS: '0',
    LIMIT_WRITES: '0',
    LIMIT_STREAMS: '0',
  };
  const server = launchServer({ ...defaults, ...settings, DATABASE_URL }, options);
  const { url, token } = await server.ready();
  return { ...server, url: url.replace('localhost', '127.0.0.1'), token };
}
