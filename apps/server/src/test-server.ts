import type { Role } from '@burgee/contracts';
import { SCRATCH_FOLDER } from '@burgee/testing';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { readSettings } from './env.ts';
import { type RunningServer, startServer } from './server.ts';
import type { Passwords } from './sign-in/passwords.ts';
import { createSeededDatabase, createUnseededDatabase } from './test-databases.ts';
import { watchSecrets } from './test-secrets.ts';

/** A started server on its own database, with everything a test needs to talk to it. */
export type TestServer = AsyncDisposable & {
  readonly url: string;
  readonly databaseUrl: string;
  readonly server: RunningServer;
  /** Its parsed log lines. */
  readonly logged: Record<string, unknown>[];
  /** The raw log lines. */
  readonly lines: string[];
  request(path: string, options?: TestRequest): Promise<TestAnswer>;
};

type TestRequest = {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly as?: Role;
  readonly headers?: Readonly<Record<string, string>>;
};

type TestAnswer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

export type TestServerOptions = {
  readonly databaseUrl?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly webApps?: Readonly<Record<string, string>>;
  /** How far its clock is ahead, in milliseconds. */
  readonly aheadMs?: number;
  /** In `[0, 1)`, for random rollouts. */
  readonly random?: () => number;
  /** Returns before the server is ready, for a database that it cannot use yet. */
  readonly isUnready?: boolean;
  /** By default, both are random. */
  readonly newId?: () => string;
  readonly newSecret?: () => string;
  /** By default a quick hash, because tests sign in hundreds of times. */
  readonly passwords?: Passwords;
};

/** Salted like hashes of production, but quick, and so insecure. */
export const QUICK: Passwords = {
  hash: async (password) => quickHash(password, randomUUID()),
  verify: async ({ hash, password }) => hash === quickHash(password, hash.split(':')[0] ?? ''),
};

function quickHash(password: string, salt: string): string {
  return `${salt}:${createHmac('sha256', salt).update(password).digest('hex')}`;
}

const AUTH_SECRET = 'tS7vK2mX9qB4nW6rJ1cH8dL3gF5zP0yA';

/** The settings that decide with what a server seeds an empty database, and how it signs that. */
const SEEDING = ['NODE_ENV', 'DEMO', 'DATABASE_SCHEMA', 'AUTH_SECRET'];

async function newDatabase(settings: TestServerOptions['settings'] = {}): Promise<string> {
  if (SEEDING.some((name) => name in settings) || 'DATABASE_URL' in settings) return createUnseededDatabase();
  // A server that starts on an empty database seeds it.
  return createSeededDatabase(async (url) => (await startTestServer({ databaseUrl: url }))[Symbol.asyncDispose]());
}

export async function startTestServer({
  databaseUrl,
  settings,
  webApps = {},
  aheadMs = 0,
  random = Math.random,
  isUnready = false,
  newId = randomUUID,
  newSecret = () => randomBytes(32).toString('base64url'),
  passwords = QUICK,
}: TestServerOptions = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-server-'));
  const database = databaseUrl ?? (await newDatabase(settings));
  const logged: Record<string, unknown>[] = [];
  const lines: string[] = [];
  const secrets = watchSecrets();
  for (const secret of [
    database,
    AUTH_SECRET,
    ...Object.values(settings ?? {}).filter((value) => value.length >= 32),
  ]) {
    secrets.add(secret);
  }
  const log = pino(
    // At any other level, plain requests bypass Express, as in production.
    { level: settings?.['LOG_LEVEL'] ?? 'debug', base: null },
    {
      write: (line) => {
        lines.push(line);
        logged.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
  );
  const server = await startServer({
    settings: readSettings({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: directory,
      DATABASE_URL: database,
      AUTH_SECRET,
      SHUTDOWN_DRAIN_MS: '0',
      ...settings,
    }),
    runtime: {
      now: () => new Date(new Date().getTime() + aheadMs),
      clock: () => performance.now(),
      random,
      newId,
      newSecret,
      passwords,
    },
    log,
    descriptors: Infinity,
    build: { name: 'burgee', version: '0.0.0-test', node: process.version },
    webApps,
    docs: join(import.meta.dirname, '../../../docs'),
  });
  if (!isUnready) await server.ready;
  const url = `http://127.0.0.1:${server.port}`;

  async function request(path: string, { method, body, as, headers }: TestRequest = {}): Promise<TestAnswer> {
    const sent = new Headers(headers);
    if (as && !sent.has('Authorization')) {
      sent.set('Authorization', `Bearer ${await server.tokens.issue(`${as}@example.org`, as, '1h')}`);
    }
    const { text, ...answer } = await sendRequest(url + path, { method, body, headers: sent });
    secrets.see({ path, headers: sent, body }, { ...answer, text });
    return answer;
  }

  return {
    url,
    databaseUrl: database,
    server,
    logged,
    lines,
    request,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      secrets.check(logged);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type SentRequest = { readonly method: string | undefined; readonly body: unknown; readonly headers: Headers };

/** Sends a body as JSON, and parses an answer that is JSON. */
export async function sendRequest(
  url: string,
  { method, body, headers }: SentRequest,
): Promise<TestAnswer & { readonly text: string }> {
  if (body !== undefined && !headers.has('Content-Type')) headers.set('Content-Type', 'application/json');
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const parsed: unknown = isJson && text ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: parsed, text };
}

/** Creates a flag that is off unless `fields` enable it, and returns its key. */
export async function newFlag({ request }: TestServer, fields: object = {}): Promise<string> {
  const key = `flag-${randomUUID()}`;
  const { status, body } = await request('/api/admin/flags', { as: 'editor', body: { key, ...fields } });
  if (status !== 201) throw new Error(`The flag was not created: ${JSON.stringify(body)}`);
  return key;
}

/** Creates a flag that is on for `percentage` of the users, and returns its key. */
export async function newFlagAt(burgee: TestServer, percentage: number): Promise<string> {
  const key = await newFlag(burgee);
  const body = { enabled: true, rolloutPercentage: percentage };
  const { status } = await burgee.request(`/api/admin/flags/${key}`, { as: 'editor', body });
  if (status !== 200) throw new Error('The percentage was not set.');
  return key;
}

/** The value of a flag in `GET /api/config/flags` for a user, session or test run. */
export async function valueFor({ request }: TestServer, key: string, ids: Readonly<Record<string, string>> = {}) {
  const { status, body } = await request(`/api/config/flags?${new URLSearchParams(ids).toString()}`);
  if (status !== 200) throw new Error(`The flags were not answered: ${status} ${JSON.stringify(body)}`);
  return (body as Record<string, boolean>)[key];
}

/** Cuts the listening connections of a database repeatedly, until disposed. The first cut happens before it returns. */
export async function cutListeners(databaseUrl: string): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const cut = () =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
    );
  await cut();
  let isStopped = false;
  async function run(): Promise<void> {
    for (; !isStopped; await delay(50)) await cut();
  }
  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      isStopped = true;
      await running;
      await client.end();
    },
  };
}
