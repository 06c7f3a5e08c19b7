import { rolloutOf } from '@burgee/contracts';
import { createDatabase } from '@burgee/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { loadRuleset } from './load-ruleset.ts';
import { addEnvironment, addFlag, aWriteContext, openSql, openUrl, touch } from './test-database.ts';

/** Creates a database for which an administrator changed the default of `setting`. */
async function createDatabaseWith(setting: string, value: string): Promise<string> {
  const url = await createDatabase(inject('postgresUrl'));
  await using sql = await openSql(url);
  await sql.query(`alter database "${new URL(url).pathname.slice(1)}" set ${setting} = '${value}'`);
  return url;
}

const TEXT = `it's a \\' \\n "quoted" größe 旗`;
const TIME = '2030-03-04T05:06:07.089Z';

it.each([
  ['DateStyle', 'German, DMY'],
  ['IntervalStyle', 'sql_standard'],
  ['TimeZone', 'Asia/Kolkata'],
  ['client_encoding', 'LATIN1'],
  ['standard_conforming_strings', 'off'],
  ['extra_float_digits', '-10'],
  ['default_transaction_read_only', 'on'],
  ['default_transaction_deferrable', 'on'],
])('10.14 reads and writes are the same in a database whose %s is %s', async (setting, value) => {
  await using database = await openUrl(await createDatabaseWith(setting, value));
  await database.migrate();
  const environment = await addEnvironment(database);
  const rollout = rolloutOf(12.345);
  await addFlag(aWriteContext(database), environment, { key: 'größe', salt: TEXT, expiresAt: TIME, rollout });
  expect((await loadRuleset(database, environment))?.flags).toMatchObject([
    { key: 'größe', salt: TEXT, expiresAt: TIME, rollout },
  ]);
  const { rows } = await database.query('select $1::timestamptz as at, $2::text as text', [TIME, TEXT]);
  expect(rows).toEqual([{ at: new Date(TIME), text: TEXT }]);
});

it('10.14 writers wait for one another even if the default of the database is serializable', async () => {
  await using database = await openUrl(await createDatabaseWith('default_transaction_isolation', 'serializable'));
  const environment = await addEnvironment(database);
  const ctx = aWriteContext(database);
  await Promise.all(Array.from({ length: 8 }, () => touch(ctx, environment)));
});

it.each([
  ['statement_timeout', 50],
  ['lock_timeout', 50],
  ['transaction_timeout', 50],
  ['idle_in_transaction_session_timeout', 50],
  // It also limits how long this process may take between connecting and its first statement.
  ['idle_session_timeout', 1_000],
])('10.14 our own timeouts apply even if the %s of the database is short', async (setting, shortMs) => {
  await using database = await openUrl(await createDatabaseWith(setting, `${shortMs}ms`));
  const environment = await addEnvironment(database);
  const ctx = aWriteContext(database);
  const slowly = database.write(async (em) => {
    await em.execute('select 1 from environments where key = ? for update', [environment]);
    await em.execute('select pg_sleep(0.1)');
    await delay(2 * shortMs);
    await em.execute('select 1');
  });
  await Promise.all([slowly, touch(ctx, environment)]);
  await delay(2 * shortMs);
  await touch(ctx, environment);
});
