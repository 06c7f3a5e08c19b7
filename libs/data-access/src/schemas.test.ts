import type { EnvironmentKey } from '@burgee/contracts';
import { createEmptyDatabase } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';
import type { ChangeHint } from './listen.ts';
import { loadNews } from './load-news.ts';
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

const anEmptyDatabase = () => createEmptyDatabase(inject('postgresUrl'), `empty_${randomUUID().replaceAll('-', '')}`);

/** Opens an instance that listens for hints, with an environment called `name`. */
async function openInstance(url: string, schema?: string, name = schema ?? 'public') {
  const database = await connectDatabase({ url, schema }, LONG_TIMEOUTS);
  await database.migrate();
  const environment = await addEnvironment(database, name);
  const heard: ChangeHint[] = [];
  const stop = database.listen((hint) => heard.push(hint));
  await expect.poll(() => database.reach().notifications).toBe(true);
  return {
    heard,
    change: () => touch(aWriteContext(database), environment),
    news: (key: EnvironmentKey) => loadNews(database, key, undefined),
    [Symbol.asyncDispose]: async () => {
      await stop();
      await database.close();
    },
  };
}

it('10.14 a change wakes only the servers of its own schema', async () => {
  const url = await anEmptyDatabase();
  await using first = await openInstance(url);
  await using one = await openInstance(url, 'one');
  await using other = await openInstance(url, 'a'.repeat(63), 'long');
  const all = [first, one, other];
  for (const { change } of all) await change();
  // PostgreSQL delivers in commit order, so the last notification arrives after any unwanted one.
  await other.change();
  await expect.poll(() => other.heard.length).toBe(2);
  await first.change();
  await expect.poll(() => first.heard.length).toBe(2);
  expect(all.map(({ heard }) => [...new Set(heard.map(({ environment }) => environment))])).toEqual([
    ['public'],
    ['one'],
    ['long'],
  ]);
});

it("10.14 a role's search path has the same effect as DATABASE_SCHEMA", async () => {
  const plain = await anEmptyDatabase();
  await using sql = await openSql(plain);
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  await sql.query(`create role ${role} login; create schema mine; grant create, usage on schema mine to ${role}`);
  await sql.query(`alter role ${role} set search_path = mine`);
  await using byRole = await openInstance(Object.assign(new URL(plain), { username: role }).href);
  await using none = await openInstance(plain);
  await none.change();
  await byRole.change();
  await none.change();
  await expect.poll(() => none.heard.length).toBe(2);
  await expect.poll(() => byRole.heard.length).toBe(1);
});

it('10.14 tables stay in their schema when a schema is created that precedes it in the search path', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  await using sql = await openSql(database.url);
  await sql.query('create schema postgres');
  await using again = await openUrl(database.url);
  await again.migrate();
  expect([...(await loadVersions(again)).keys()]).toContain(environment);
});

it('10.14 a copy of an environment in another schema has another origin, so a shared cache distinguishes them', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  const original = await loadNews(database, environment, undefined);
  await using sql = await openSql(database.url);
  await sql.query(
    'create schema copy; create table copy.environments as table environments; create table copy.audit_entries as table audit_entries',
  );
  const copy = await connectDatabase({ url: database.url, schema: 'copy' }, LONG_TIMEOUTS);
  const copied = await loadNews(copy, environment, undefined);
  await copy.close();
  expect(copied).toEqual({ ...original, origin: expect.any(String) });
  expect(copied?.origin).not.toBe(original?.origin);
});
