import {
  COMPILE_CACHE,
  createDatabase,
  createEmptyDatabase,
  SCRATCH_FOLDER,
  SHARED,
  startPostgres,
  waitForOutput,
} from '@burgee/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The server in its own process, on a PostgreSQL. */
export type Burgee = AsyncDisposable & {
  readonly url: string;
  /** An admin token. */
  readonly token: string;
  /** The first admin joins by this link. It works once. */
  readonly setupLink: string;
  readonly databaseUrl: string;
  /** Changes a flag over REST, as an admin. */
  setFlag(key: string, change: { enabled: boolean; rolloutPercentage?: number }): Promise<void>;
  /** Calls a route below `/api/admin/` as an admin, and returns the answer. */
  asAdmin(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Deletes a flag over REST, as an admin. */
  deleteFlag(key: string): Promise<void>;
  /** Kills the process immediately. */
  kill(): Promise<void>;
  /** Restarts it after a kill, at the same address and on the same data. */
  startAgain(): Promise<void>;
};

const root = join(import.meta.dirname, '../../..');

type JourneyPostgres = AsyncDisposable & { readonly url: string; readonly hasTemplate: boolean };

/** `npm run e2e` starts one PostgreSQL for all journeys. Everything else starts its own. */
async function openPostgres(): Promise<JourneyPostgres> {
  const shared = process.env[SHARED];
  if (shared === undefined) return Object.assign(await startPostgres(), { hasTemplate: false });
  const { postgresUrl } = JSON.parse(shared) as { postgresUrl: string };
  return { url: postgresUrl, hasTemplate: true, [Symbol.asyncDispose]: async () => undefined };
}

/** Copies a database with all tables if there is one: creating them takes a quarter of the start. */
function openDatabase({ url, hasTemplate }: JourneyPostgres, isEmpty: boolean): Promise<string> {
  if (hasTemplate && !isEmpty) return createDatabase(url);
  return createEmptyDatabase(url, `burgee_${randomUUID().replaceAll('-', '')}`);
}

/** @param prepare called with the URL of the empty database before the server starts. */
export async function startBurgee(
  settings: Readonly<Record<string, string>> = {},
  prepare?: (databaseUrl: string) => Promise<void>,
): Promise<Burgee> {
  const postgres = await openPostgres();
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-e2e-'));
  const databaseUrl = await openDatabase(postgres, prepare !== undefined);
  await prepare?.(databaseUrl);
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: directory,
    DATABASE_URL: databaseUrl,
    // Longer than on a quiet machine: journeys wait for what people see, and faults have tests of their own.
    DATABASE_REQUEST_TIMEOUT_MS: '10000',
    ...settings,
  };
  const { server: first, said } = await launch(environment);
  let server = first;
  const url = /http:\/\/localhost:\d+/.exec(said)?.[0] ?? '';
  const token = /^TOKEN=(\S+)$/m.exec(said)?.[1] ?? '';
  const setupLink = /^Set-up link .*: (\S+)$/m.exec(said)?.[1] ?? '';

  async function asAdmin(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/api/admin/${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const hasEnded = server.exitCode !== null || server.signalCode !== null;
    if (hasEnded) return;
    server.kill(signal);
    await once(server, 'exit');
  }

  return {
    url,
    token,
    setupLink,
    databaseUrl,
    setFlag: async (key, change) => void (await asAdmin('POST', `flags/${key}`, change)),
    asAdmin,
    deleteFlag: async (key) => void (await asAdmin('DELETE', `flags/${key}`)),
    kill: () => end('SIGKILL'),
    startAgain: async () => {
      ({ server } = await launch({ ...environment, PORT: new URL(url).port }));
    },
    [Symbol.asyncDispose]: async () => {
      await end('SIGINT');
      await postgres[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves with the output so far once the server is ready. */
async function launch(env: NodeJS.ProcessEnv): Promise<{ server: ChildProcess; said: string }> {
  const server = spawn(process.execPath, ['--conditions=@burgee/source', 'apps/server/src/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { server, said: await waitForOutput(server, server.stdout, 'curl') };
}
