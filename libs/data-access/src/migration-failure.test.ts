import { createEmptyDatabase, startPostgres, startPostgresCopy } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';
import { TABLES } from './missing-privilege.ts';
import { LONG_TIMEOUTS, openPglite, openPostgres, openSql, openUrl, type TestDatabase } from './test-database.ts';

const anEmptyDatabase = () => createEmptyDatabase(inject('postgresUrl'), `empty_${randomUUID().replaceAll('-', '')}`);

/** Opens an empty database as a new role without any privileges. */
async function openAs(schema?: string) {
  const url = new URL(await anEmptyDatabase());
  const sql = await openSql(url.href);
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  await sql.query(`create role ${role} login; revoke create on schema public from public`);
  const name = url.pathname.slice(1);
  url.username = role;
  const database = await connectDatabase({ url: url.href, schema }, LONG_TIMEOUTS);
  return {
    sql,
    role,
    name,
    database,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await sql[Symbol.asyncDispose]();
    },
  };
}

/** Checks that the remedy is all that an administrator has to do. */
async function expectRemedyToWork(
  { migrate, migrationFailure }: Pick<TestDatabase, 'migrate' | 'migrationFailure'>,
  sql: pg.Client,
) {
  await sql.query(migrationFailure()?.remedy ?? 'no remedy');
  await migrate();
  expect(migrationFailure()).toBeUndefined();
}

it('10.14 a role without CREATE on its schema gets the statement and the missing grant', async () => {
  await using opened = await openAs();
  const { database, sql, role } = opened;
  expect(database.migrationFailure()).toBeUndefined();
  await expect(database.migrate()).rejects.toThrow(
    'a migration cannot be applied: permission denied for schema public',
  );
  expect(database.migrationFailure()).toEqual({
    statement: expect.stringMatching(/^create table "burgee_migrations" \(/),
    problem: 'permission denied for schema public (42501)',
    needs: `the role "${role}" needs CREATE and USAGE on the schema "public"`,
    remedy: `grant create, usage on schema "public" to "${role}"`,
  });
  await expectRemedyToWork(database, sql);
});

it('10.14 a role without USAGE on its schema gets the missing grant', async () => {
  await using opened = await openAs('mine');
  const { database, sql, role } = opened;
  await sql.query('create schema mine');
  await expect(database.migrate()).rejects.toThrow('a migration cannot be applied');
  expect(database.migrationFailure()).toMatchObject({
    remedy: `grant create, usage on schema "mine" to "${role}"`,
  });
  await expectRemedyToWork(database, sql);
});

it('10.14 a role that may not use any schema of its search path gets the missing grant', async () => {
  await using opened = await openAs();
  const { database, sql, role } = opened;
  await sql.query('revoke usage on schema public from public');
  await expect(database.migrate()).rejects.toThrow('a migration cannot be applied');
  expect(database.migrationFailure()).toMatchObject({ remedy: `grant create, usage on schema "public" to "${role}"` });
  await expectRemedyToWork(database, sql);
});

it('10.14 a role that may not create the missing schema gets the missing grant', async () => {
  await using opened = await openAs('mine');
  const { database, sql, role, name } = opened;
  await expect(database.migrate()).rejects.toThrow('a migration cannot be applied');
  expect(database.migrationFailure()).toEqual({
    statement: 'create schema "mine"',
    problem: `permission denied for database ${name} (42501)`,
    needs: `the role "${role}" needs CREATE on the database "${name}", which has no schema "mine"`,
    remedy: `grant create on database "${name}" to "${role}"`,
  });
  await expectRemedyToWork(database, sql);
});

it('10.14 a role that does not own the tables gets the failed statement inside a block, and the remedy', async () => {
  await using owner = await openPostgres();
  await using sql = await openSql(owner.url);
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  await sql.query(`create role ${role} login; grant create, usage on schema public to ${role}`);
  await sql.query(
    `grant all on all tables in schema public to ${role}; grant all on all sequences in schema public to ${role}`,
  );
  await sql.query(`alter table access drop column environments_oid; create table other (id int)`);
  await sql.query(`delete from burgee_migrations where name = '2026-11-29-restored'`);
  await using database = await openUrl(Object.assign(new URL(owner.url), { username: role }).href);
  await expect(database.migrate()).rejects.toThrow('must be owner of table access');
  const failure = database.migrationFailure();
  expect(failure).toMatchObject({
    statement: 'alter table access add column environments_oid oid',
    problem: 'must be owner of table access (42501)',
    needs: expect.stringMatching(`^the role "${role}" must own the tables: "access" of "postgres", "api_keys" of`),
  });
  // Other programs may have tables in the same schema.
  expect(failure?.needs).not.toContain('"other"');
  await expectRemedyToWork(database, sql);
});

it('10.14 a standby with outdated tables is reported as such, and migrated once it is the primary', async () => {
  await using primary = await startPostgres();
  await using standby = await startPostgresCopy(primary);
  await standby.stop();
  await writeFile(join(standby.data, 'standby.signal'), '');
  const started = standby.start();
  await using database = await openUrl(standby.url);
  await expect
    .poll(() => database.migrate().catch(() => database.migrationFailure()))
    .toEqual({
      statement: expect.stringMatching(/^create table "burgee_migrations"/),
      problem: 'cannot execute CREATE TABLE in a read-only transaction (25006)',
      needs: 'the server is a standby, which is read-only: DATABASE_URL must point to the primary',
    });
  await using sql = await openSql(standby.url);
  await sql.query('select pg_promote()');
  await started;
  await database.migrate();
  expect(database.migrationFailure()).toBeUndefined();
});

it('10.14 any other error is reported with its statement and without values', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  await sql.query(`delete from burgee_migrations where name in ('2026-11-29-restored', '2026-11-29-own-sign-in')`);
  await expect(database.migrate()).rejects.toThrow(/column "environments_oid" of relation "access" already exists/);
  expect(database.migrationFailure()).toEqual({
    statement: 'alter table access add column environments_oid oid',
    problem: 'column "environments_oid" of relation "access" already exists (42701)',
  });
  await sql.query(`alter table auth_user rename to person`);
  await expect(database.migrate()).rejects.toThrow();
  expect(database.migrationFailure()).toEqual({
    statement: 'alter table auth."user" rename to auth_user',
    problem: 'schema "auth" does not exist (3F000)',
  });
});

it('10.14 the embedded database reports the statement as well', async () => {
  await using database = await openPglite();
  await database.query(`delete from burgee_migrations where name = '2026-11-29-restored'`, []);
  await expect(database.migrate()).rejects.toThrow('already exists');
  expect(database.migrationFailure()).toMatchObject({
    statement: 'alter table access add column environments_oid oid',
  });
});

it('10.14 the tables that a role must own are all tables that migrations create', async () => {
  await using database = await openPostgres();
  const { rows } = await database.query(
    `select array_agg(table_name::text order by table_name) as names from information_schema.tables where table_schema = 'public'`,
    [],
  );
  expect(rows).toEqual([{ names: TABLES }]);
});
