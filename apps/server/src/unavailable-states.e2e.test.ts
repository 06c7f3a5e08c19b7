import { addressOf, eventually, type FaultProxy, startFaultProxy, startPostgres, throughProxy } from '@burgee/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, sessionCookieOf, type TestBrowser } from './test-browser.ts';
import { newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

/** How long it may take to notice a fault, and how soon after its end R6 requires a success. */

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let admin: pg.Client;
let tables: pg.Client;
let proxy: FaultProxy;
let burgee: TestServer;
let browser: TestBrowser;
let flagKey: string;
let starting: Promise<void> | undefined;

beforeAll(async () => {
  postgres = await startPostgres();
  admin = await connect(postgres.url);
  await admin.query(`create role app login password 'old'`);
  await admin.query('create database app owner app');
  await requirePassword();
  const url = new URL(postgres.url);
  Object.assign(url, { username: 'app', password: 'old', pathname: '/app' });
  proxy = await startFaultProxy(addressOf(url.href));
  burgee = await startTestServer({
    databaseUrl: throughProxy(url.href, proxy),
    settings: { LIMIT_SIGN_INS: '0', LIMIT_WRITES: '0' },
  });
  browser = await openAdmin(burgee);
  flagKey = await newFlagAt(burgee, 100);
  tables = await connect(postgres.url.replace(/\/postgres$/, '/app'));
});
afterAll(async () => {
  await burgee[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await Promise.all([admin.end(), tables.end()]);
  await postgres[Symbol.asyncDispose]();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function reconnect(): Promise<void> {
  admin = await connect(postgres.url);
  tables = await connect(postgres.url.replace(/\/postgres$/, '/app'));
}

/** Makes PostgreSQL, which trusts everyone, ask the role `app` for its password. */
async function requirePassword(): Promise<void> {
  const { rows } = await admin.query<{ path: string }>(`select current_setting('hba_file') as path`);
  const lines = ['host all app 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust'];
  const values = lines.map((line) => `('${line}')`).join(', ');
  await admin.query(`copy (select * from (values ${values}) as lines) to '${rows[0]?.path}'`);
  await admin.query('select pg_reload_conf()');
}

/** New settings apply to new connections only. */
const dropConnections = () =>
  admin.query(`select pg_reload_conf(), pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`);

const write = () =>
  burgee.request(`/api/admin/flags/${flagKey}`, { as: 'editor', body: { enabled: true, rolloutPercentage: 100 } });
const signIn = () => openBrowser(burgee).signIn('ada@example.org');
async function lostCapabilities(): Promise<unknown> {
  const { status, body } = await burgee.request('/readyz');
  expect(status).toBe(200);
  return (body as { database: { lost: string[] } }).database.lost;
}

const states: Readonly<
  Record<string, { readonly begin: () => Promise<unknown>; readonly end: () => Promise<unknown> }>
> = {
  stopped: {
    begin: () => postgres.stop(),
    end: async () => {
      await postgres.start();
      await reconnect();
    },
  },
  hung: { begin: () => postgres.signal('SIGSTOP'), end: () => postgres.signal('SIGCONT') },
  'resetting connections': {
    begin: async () => proxy.setFault({ kind: 'reset' }),
    end: async () => proxy.setFault({ kind: 'none' }),
  },
  'a standby': {
    begin: async () => {
      const { rows } = await admin.query<{ path: string }>(`select current_setting('data_directory') as path`);
      await postgres.stop();
      await writeFile(join(rows[0]?.path ?? '', 'standby.signal'), '');
      // `start` resolves only once it is promoted.
      starting = postgres.start();
      await eventually(() => reconnect());
    },
    end: async () => {
      await admin.query('select pg_promote()');
      await starting;
    },
  },
  'expecting another password': {
    begin: async () => {
      await admin.query(`alter role app password 'new'`);
      await dropConnections();
    },
    end: () => admin.query(`alter role app password 'old'`),
  },
  'out of connections': {
    begin: async () => {
      await admin.query('alter role app connection limit 0');
      await dropConnections();
    },
    end: () => admin.query('alter role app connection limit -1'),
  },
  'denying us privileges': {
    begin: async () => {
      await tables.query('revoke all on environments, access from app');
      await tables.query('revoke all on auth_session from app');
    },
    end: () => tables.query('grant all on environments, access, auth_session to app'),
  },
  'on a full disk': {
    begin: async () => {
      await tables.query(`create function no_space() returns trigger language plpgsql as
        $$ begin raise 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
      await tables.query(
        'create trigger full_disk before insert on audit_entries for each row execute function no_space()',
      );
      await tables.query(
        'create trigger full_disk before insert on auth_session for each row execute function no_space()',
      );
    },
    end: () => tables.query('drop function no_space cascade'),
  },
};

describe('10.10 while PostgreSQL is', () => {
  it.each(Object.entries(states))(
    '%s, flags are evaluated, changes and sign-ins get 503, and everything works within 2 s of its return',
    async (_, { begin, end }) => {
      await begin();
      await eventually(async () => expect((await write()).status).toBe(503));
      for (const answer of [await write(), await signIn()]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
        expect(answer.headers.get('retry-after')).toBe('2');
      }
      expect([200, 503]).toContain((await browser.query('session.me')).status);
      expect(sessionCookieOf(browser)).toBeDefined();
      expect(await valueFor(burgee, flagKey)).toBe(true);
      await eventually(async () => expect(await lostCapabilities()).toContain('writes'));
      await end();
      await eventually(async () => expect((await write()).status).toBe(200));
      await eventually(async () => expect((await signIn()).status).toBe(200));
      expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
      await eventually(async () => expect(await lostCapabilities()).toEqual([]));
    },
  );
});
