import { createEmptyDatabase } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';
import { loadVersions } from './load-ruleset.ts';
import {
  addEnvironment,
  aWriteContext,
  LONG_TIMEOUTS,
  openPostgres,
  openSql,
  openUrl,
  touch,
} from './test-database.ts';

/** In the order in which they are applied. */
const MIGRATIONS = [
  '2026-11-21-tables',
  '2026-11-21-override-targets',
  '2026-11-21-access',
  '2026-11-21-people',
  '2026-11-29-own-sign-in',
  '2026-11-21-usage',
  '2026-11-21-environment-looks',
  '2026-11-21-password-links',
  '2026-11-28-normalized-keys',
  '2026-11-28-listed-users',
  '2026-11-29-restored',
  '2026-11-30-requiring-flags',
  '2026-12-01-agents',
  '2026-12-01-managed-flags',
  '2026-12-01-protocol-uses',
  '2026-12-01-device-logins',
  '2026-12-01-bucketing',
];

const anEmptyDatabase = () => createEmptyDatabase(inject('postgresUrl'), `empty_${randomUUID().replaceAll('-', '')}`);

async function tablesIn(url: string): Promise<string[]> {
  await using sql = await openSql(url);
  const { rows } = await sql.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function appliedIn(url: string): Promise<string[]> {
  await using sql = await openSql(url);
  const { rows } = await sql.query<{ name: string }>('select name from burgee_migrations order by id');
  return rows.map(({ name }) => name);
}

it('F1.1 only applying the migrations creates tables', async () => {
  const url = await anEmptyDatabase();
  await using database = await openUrl(url);
  // Connecting creates nothing.
  await database.read((em) => em.execute('select 1'));
  expect(await tablesIn(url)).toEqual([]);
  await database.migrate();
  expect(await tablesIn(url)).toEqual(expect.arrayContaining(['feature_flags', 'feature_flag_user_overrides']));
  expect(await appliedIn(url)).toEqual(MIGRATIONS);
});

it('F1.1 migrating again changes nothing and keeps the data', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  const before = await appliedIn(database.url);
  await database.migrate();
  await database.migrate();
  expect(await appliedIn(database.url)).toEqual(before);
  expect(await loadVersions(database)).toEqual(
    new Map([
      [null, 0],
      [environment, 0],
    ]),
  );
});

it('F1.1 older environments become production, and get a color, by their keys', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  await sql.query(`alter table environments drop column is_production, drop column color`);
  await sql.query(`delete from burgee_migrations where name = '2026-11-21-environment-looks'`);
  for (const key of ['production', 'eu-live', 'alive', 'staging', 'development', 'qa'])
    await addEnvironment(database, key);
  await database.migrate();
  const { rows } = await sql.query<{ key: string; looks: string }>(
    `select key, concat_ws(' ', color, case when is_production then 'production' end) as looks from environments`,
  );
  expect(Object.fromEntries(rows.map(({ key, looks }) => [key, looks]))).toEqual({
    production: 'red production',
    'eu-live': 'red production',
    alive: 'gray',
    staging: 'orange',
    development: 'blue',
    qa: 'gray',
  });
});

it('A11 older keys are normalized, unless two would become the same', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  await sql.query(`delete from burgee_migrations where name = '2026-11-28-normalized-keys'`);
  const environment = await addEnvironment(database);
  const add = (key: string, prerequisites: object[] = []) =>
    sql.query(
      `insert into feature_flags (flag_key, environment, salt, variants, on_variant, rollout, prerequisites)
       values ($1, $2, $1, '[]', 'on', '{}', $3)`,
      [key, environment, JSON.stringify(prerequisites)],
    );
  await add('größe'.normalize('NFD'));
  for (const form of ['NFC', 'NFD']) await add('été'.normalize(form));
  await add('child', [
    { flagKey: 'größe'.normalize('NFD'), variants: ['on'] },
    { flagKey: 'été', variants: [null] },
  ]);
  await database.migrate();
  const { rows } = await sql.query<{ flag_key: string; prerequisites: object[] }>(
    'select flag_key, prerequisites from feature_flags order by created_at',
  );
  expect(rows.map(({ flag_key }) => flag_key)).toEqual(
    expect.arrayContaining(['größe'.normalize('NFC'), 'été'.normalize('NFC'), 'été'.normalize('NFD'), 'child']),
  );
  expect(rows.find(({ flag_key }) => flag_key === 'child')?.prerequisites).toEqual([
    { flagKey: 'größe', variants: ['on'] },
    { flagKey: 'été', variants: [null] },
  ]);
  expect(await loadVersions(database)).toEqual(
    new Map([
      [null, 0],
      [environment, 1],
    ]),
  );
});

it('F1.1 servers that migrate concurrently apply each migration once', async () => {
  const url = await anEmptyDatabase();
  await using one = await openUrl(url);
  await using other = await openUrl(url);
  await Promise.all([one.migrate(), other.migrate(), one.migrate(), other.migrate()]);
  expect(await appliedIn(url)).toEqual(MIGRATIONS);
});

it('10.14 a role that may only create tables suffices, even beside a foreign schema "auth"', async () => {
  const url = new URL(await anEmptyDatabase());
  await using sql = await openSql(url.href);
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  await sql.query(`create schema auth; create table auth."user" (id int); create role ${role} login`);
  await sql.query(`revoke create on schema public from public; grant create, usage on schema public to ${role}`);
  url.username = role;
  await using database = await openUrl(url.href);
  await database.migrate();
  expect(await appliedIn(url.href)).toEqual(MIGRATIONS);
  expect((await sql.query('select * from auth."user"')).rows).toEqual([]);
});

it('10.14 sign-in tables in a schema "auth" are moved with their content', async () => {
  await using database = await openPostgres();
  await using sql = await openSql(database.url);
  const person = `insert into auth_user (id, name, email, email_verified, role) values ('p1', 'Ada', 'ada@x.io', true, 'admin')`;
  const link = `insert into password_links values ('p1', 'hash', 'system', now(), now())`;
  await sql.query(`${person}; ${link}; create schema auth`);
  for (const name of ['user', 'session', 'account', 'verification']) {
    await sql.query(`alter table auth_${name} rename to "${name}"; alter table "${name}" set schema auth`);
  }
  await sql.query(`delete from burgee_migrations where name = '2026-11-29-own-sign-in'`);
  await database.migrate();
  const { rows } = await sql.query('select name, token_hash from auth_user join password_links on person_id = id');
  expect(rows).toEqual([{ name: 'Ada', token_hash: 'hash' }]);
  expect((await sql.query(`select from pg_namespace where nspname = 'auth'`)).rowCount).toBe(0);
});

it('10.14 two instances in two schemas of one database share no data', async () => {
  const url = await anEmptyDatabase();
  for (const schema of ['one', 'other']) {
    await using database = await connectDatabase({ url, schema }, LONG_TIMEOUTS).then((opened) =>
      Object.assign(opened, { [Symbol.asyncDispose]: opened.close }),
    );
    await database.migrate();
    await database.migrate();
    expect((await loadVersions(database)).size).toBe(1);
    await touch(aWriteContext(database), await addEnvironment(database));
    expect((await loadVersions(database)).size).toBe(2);
  }
  expect(await tablesIn(url)).toEqual([]);
});
