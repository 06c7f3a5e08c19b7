import { addressOf, eventually, startFaultProxy, startPostgres, throughProxy } from '@burgee/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { addEnvironment, aWriteContext, openSql, openUrl, touch } from './test-database.ts';

type Server = Awaited<ReturnType<typeof startPostgres>>;
const TIMEOUTS = { connectMs: 1_500, requestMs: 1_800, loadMs: 1_800 };
const UNAVAILABLE = { failure: { code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 } };
/** R6: the first success comes within this time after the database can write again. */

/** Rejects writes as a standby does. Our sessions override the corresponding setting of a database. */
const READ_ONLY = `
  create function read_only() returns trigger language plpgsql as $$ begin raise read_only_sql_transaction; end $$;
  create trigger read_only before update on environments for each statement execute function read_only();
  create trigger read_only before update on access for each statement execute function read_only()`;

let server: Server;
let database: Database;
let admin: pg.Client;
beforeAll(async () => {
  server = await startPostgres();
  const owner = await openUrl(server.url);
  await owner.migrate();
  await addEnvironment(owner);
  await owner.query('create role app login', []);
  await owner.query('grant all on schema public to app', []);
  await owner.query('grant all on all tables in schema public to app', []);
  await owner.close();
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  database = await openUrl(asApp(server.url), TIMEOUTS);
});
afterAll(async () => {
  await database.close();
  await admin.end();
  await server[Symbol.asyncDispose]();
});

function asApp(url: string): string {
  return url.replace('postgres@', 'app@');
}

const write = () => touch(aWriteContext(database), 'production' as Parameters<typeof touch>[1]);
/** Writes often enough that each connection of the pool is used. */
const writeOften = () => Promise.allSettled(Array.from({ length: 16 }, write));

describe('10.10 a database that cannot accept writes is unavailable, and accepts writes soon afterwards', () => {
  it.each([
    ['read-only', READ_ONLY, 'drop function read_only cascade'],
    ['out of connections for the role', 'alter role app connection limit 0', 'alter role app connection limit -1'],
    ['without privileges on the tables', 'revoke all on environments from app', 'grant all on environments to app'],
    ['without permission to connect', 'alter role app nologin', 'alter role app login'],
    [
      'on a full disk',
      `create function no_space() returns trigger language plpgsql as $$ begin raise 'No space left on device' using errcode = '53100'; end $$;
       create trigger full_disk before insert on audit_entries for each row execute function no_space()`,
      'drop trigger full_disk on audit_entries',
    ],
  ])('%s', async (_, begin, end) => {
    await writeOften();
    await admin.query(begin);
    await admin.query('select pg_reload_conf()');
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`);
    await eventually(() => expect(write()).rejects.toMatchObject(UNAVAILABLE));
    const failed = await writeOften();
    for (const result of failed) expect(result).toMatchObject({ reason: UNAVAILABLE });
    await admin.query(end);
    await admin.query('select pg_reload_conf()');
    await eventually(write);
    for (const { status } of await writeOften()) expect(status).toBe('fulfilled');
  });

  it('after a failover, one failure moves every connection to the new server', async () => {
    await using next = await startPostgres();
    await using proxy = await startFaultProxy(addressOf(server.url));
    await using moved = await openUrl(throughProxy(server.url, proxy), TIMEOUTS);
    await using prepared = await openUrl(next.url);
    await prepared.migrate();
    await addEnvironment(prepared);
    const writeThere = () => touch(aWriteContext(moved), 'production' as Parameters<typeof touch>[1]);
    await Promise.all(Array.from({ length: 8 }, writeThere));
    await using old = await openSql(server.url);
    await old.query(READ_ONLY);
    proxy.setTarget(addressOf(next.url));
    await eventually(() => expect(writeThere()).rejects.toMatchObject(UNAVAILABLE));
    for (let count = 0; count < 10; count++) await writeThere();
    await using fresh = await openSql(next.url);
    expect((await fresh.query<{ version: number }>('select version from environments')).rows[0]?.version).toBe(10);
  });
});
