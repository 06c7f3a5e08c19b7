import { type ApiClient, createApiClient } from '@burgee/api-client';
import { COMPILE_CACHE, createDatabase, SCRATCH_FOLDER, waitForOutput } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

type TestServer = AsyncDisposable & {
  readonly url: string;
  /** An admin's. */
  readonly token: string;
  readonly api: ApiClient;
};

type ServerOptions = {
  /** Options of Node. */
  readonly node?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
};

/** Starts the real server on an empty database. */
export async function startServer({ node = [], settings: own = {} }: ServerOptions = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-cli-'));
  const { PATH } = process.env;
  const DATABASE_URL = await createDatabase(inject('postgresUrl'));
  const place = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: directory, DATABASE_URL };
  const settings = { NODE_ENV: 'development', DEMO: 'false', ...place, ...own };
  const server = spawn(process.execPath, ['--conditions=@burgee/source', ...node, 'apps/server/src/main.ts'], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await waitForOutput(server, server.stdout, 'TOKEN=');
  const [, url = ''] = /(http:\/\/localhost:\d+)/.exec(output) ?? [];
  const [, token = ''] = /^TOKEN=(\S+)$/m.exec(output) ?? [];
  return {
    url,
    token,
    api: createApiClient({ url, token }),
    [Symbol.asyncDispose]: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGINT');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
