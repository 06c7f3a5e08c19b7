import { COMPILE_CACHE, createDatabase } from '@burgee/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject, vi } from 'vitest';

/** A ready server in its own process, with an admin token. Disposing kills it. */
export type ServerProcess = AsyncDisposable & {
  readonly url: string;
  readonly token: string;
  readonly child: ChildProcess;
  /** Resolves to its exit code. */
  readonly exited: Promise<number | null>;
  /** Its output so far. */
  readonly output: () => string;
};

type SpawnOptions = {
  /** Limits the number of open files. */
  readonly openFiles?: number;
};

const MAIN = join(import.meta.dirname, 'main.ts');

/**
 * Starts a server on a new PostgreSQL database, unless the settings name one. Rate limits are off unless a test sets
 * them.
 */
export async function spawnServer(
  settings: Readonly<Record<string, string>> = {},
  { openFiles }: SpawnOptions = {},
): Promise<ServerProcess> {
  const DATABASE_URL = settings['DATABASE_URL'] ?? (await createDatabase(inject('postgresUrl')));
  const command = [process.execPath, '--conditions=@burgee/source', MAIN];
  const child = spawn(
    'bash',
    ['-c', `${openFiles === undefined ? '' : `ulimit -n ${openFiles}; `}exec "$@"`, 'bash', ...command],
    {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        NODE_ENV: 'development',
        HOST: '127.0.0.1',
        PORT: '0',
        AUTH_SECRET: 'mN3vQ8xL2pR7tY5wZ9bC4dF6gH1jK0sA',
        LIMIT_EVALUATIONS: '0',
        LIMIT_WRITES: '0',
        LIMIT_STREAMS: '0',
        ...settings,
        DATABASE_URL,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await vi.waitFor(() => (output.includes('curl ') ? true : Promise.reject(new Error(output))), { timeout: 60_000 });
  return {
    url: `http://127.0.0.1:${/localhost:(\d+)/.exec(output)?.[1]}`,
    token: /^TOKEN=(\S+)$/m.exec(output)?.[1] ?? '',
    child,
    exited,
    output: () => output,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
