import { DomainError } from '@burgee/contracts';
import { startPostgres } from '@burgee/testing';
import { describe, expect, it, vi } from 'vitest';
import type { Database, DatabaseTimeouts } from './database.ts';
import { loadRuleset, loadVersions } from './load-ruleset.ts';
import { addEnvironment, addFlag, aWriteContext, openSql, openUrl, touch, versionOf } from './test-database.ts';

/** So that a server that hangs is found out soon. */
const IMPATIENT: DatabaseTimeouts = { connectMs: 300, requestMs: 500, loadMs: 500 };
const UNAVAILABLE = { failure: { code: 'DATABASE_UNAVAILABLE' } };
const PRODUCTION = 'production' as Parameters<typeof loadRuleset>[1];

/** Every way to use a database. */
const uses = {
  read: (database: Database) => loadVersions(database),
  load: (database: Database) => loadRuleset(database, PRODUCTION),
  write: (database: Database) => touch(aWriteContext(database), PRODUCTION),
  query: (database: Database) => database.query('select 1', []),
};
const everyUse = (database: Database) => Promise.allSettled(Object.values(uses).map((use) => use(database)));
const allUnavailable = Object.keys(uses).map(() => expect.objectContaining({ reason: expect.any(DomainError) }));

/** A PostgreSQL of its own, that may be stopped, with the environment `production`. */
async function startOwnPostgres() {
  const postgres = await startPostgres();
  const database = await openUrl(postgres.url);
  await database.migrate();
  await addEnvironment(database);
  await database.close();
  return postgres;
}

describe('R6 while PostgreSQL is stopped', () => {
  it('every use fails as unavailable, and works again once it is back', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url);
    await everyUse(database);
    await postgres.stop();
    for (const use of Object.values(uses)) await expect(use(database)).rejects.toMatchObject(UNAVAILABLE);
    await postgres.start();
    for (const use of Object.values(uses)) await use(database);
  });

  it('a change that was under way fails as unavailable, and nothing of it is left', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url);
    const change = database.write(async (em) => {
      await em.execute('update environments set version = version + 1');
      await postgres.signal('SIGKILL');
      await em.execute('select 1');
    });
    await expect(change).rejects.toMatchObject(UNAVAILABLE);
    await postgres.start();
    expect(await versionOf(database, PRODUCTION)).toBe(0);
  });

  it('R12 one may connect, and all is well once it is up', async () => {
    await using postgres = await startPostgres();
    await postgres.stop();
    await using database = await openUrl(postgres.url);
    await expect(uses.read(database)).rejects.toMatchObject(UNAVAILABLE);
    await expect(database.migrate()).rejects.toThrow();
    await postgres.start();
    await database.migrate();
    const environment = await addEnvironment(database);
    await touch(aWriteContext(database), environment);
    expect(await loadVersions(database)).toEqual(
      new Map([
        [null, 0],
        [environment, 1],
      ]),
    );
  });
});

describe('R6 while PostgreSQL hangs', () => {
  it('every use fails as unavailable, and works again once it goes on', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url, IMPATIENT);
    // So that there are connections to hang.
    await everyUse(database);
    await postgres.signal('SIGSTOP');
    expect(await everyUse(database)).toEqual(allUnavailable);
    await postgres.signal('SIGCONT');
    for (const use of Object.values(uses)) {
      await vi.waitFor(async () => void (await use(database)), { timeout: 10_000, interval: 20 });
    }
  });

  it('also those who have no connection yet fail, and migrating does', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url, IMPATIENT);
    await postgres.signal('SIGSTOP');
    expect(await everyUse(database)).toEqual(allUnavailable);
    await expect(database.migrate()).rejects.toThrow();
    await postgres.signal('SIGCONT');
  });

  it('a flood of writers that wait leaves readers their connections', async () => {
    await using postgres = await startOwnPostgres();
    // Time enough for the readers on a busy machine; the writers have to wait until it is over.
    await using database = await openUrl(postgres.url, { connectMs: 2_500, requestMs: 2_500, loadMs: 2_500 });
    await using sql = await openSql(postgres.url);
    // Whoever holds the lock keeps all writers waiting, as a transaction that hangs does.
    await sql.query('begin; update environments set version = version');
    const flood = Promise.allSettled(Array.from({ length: 50 }, () => uses.write(database)));
    await Promise.all(Array.from({ length: 20 }, () => uses.read(database)));
    expect((await flood).every(({ status }) => status === 'rejected')).toBe(true);
    await sql.query('rollback');
    await uses.write(database);
    // Of those who were told that nothing was changed, none changed anything afterwards.
    expect(await versionOf(database, PRODUCTION)).toBe(1);
  });
});

it('R7 a change that was acknowledged is there after kill -9, with its one audit entry', async () => {
  await using postgres = await startOwnPostgres();
  await using database = await openUrl(postgres.url);
  const acknowledged = new Set<string>();
  let count = 0;
  for (let kill = 0; kill < 3; kill++) {
    let isUp = true;
    const enough = Promise.withResolvers<void>();
    const write = async () => {
      // The first ones after a start may meet connections that the kill has broken.
      while (isUp) {
        const key = `flag-${++count}`;
        await addFlag(aWriteContext(database), PRODUCTION, { key }).then(
          () => acknowledged.add(key),
          () => undefined,
        );
        if (acknowledged.size >= 20 * (kill + 1)) enough.resolve();
      }
    };
    const writing = Promise.all([write(), write(), write(), write()]);
    await enough.promise;
    await postgres.signal('SIGKILL');
    isUp = false;
    await writing;
    await postgres.start();
  }
  const { version, flags } = (await loadRuleset(database, PRODUCTION))!;
  const keys = flags.map(({ key }) => key as string).sort();
  expect(keys).toEqual(expect.arrayContaining([...acknowledged]));
  await using sql = await openSql(postgres.url);
  const { rows } = await sql.query<{ key: string; version: number }>('select key, version from audit_entries');
  // Of the change that the kill cut off nobody knows: it is there wholly or not at all.
  expect(rows.map(({ key }) => key).sort()).toEqual(keys);
  expect(rows.map((row) => row.version).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
  expect(version).toBe(keys.length);
});
