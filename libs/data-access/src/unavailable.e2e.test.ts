import { DomainError } from '@burgee/contracts';
import { eventually, startPostgres } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import type { Database, DatabaseTimeouts } from './database.ts';
import { loadRuleset, loadVersions } from './load-ruleset.ts';
import { addEnvironment, addFlag, aWriteContext, openSql, openUrl, readVersion, touch } from './test-database.ts';

/** Detects a hung server quickly. */
const SHORT_TIMEOUTS: DatabaseTimeouts = { connectMs: 300, requestMs: 500, loadMs: 500 };
const UNAVAILABLE = { failure: { code: 'DATABASE_UNAVAILABLE' } };
const PRODUCTION = 'production' as Parameters<typeof loadRuleset>[1];

/** Every kind of database access. */
const uses = {
  read: (database: Database) => loadVersions(database),
  load: (database: Database) => loadRuleset(database, PRODUCTION),
  write: (database: Database) => touch(aWriteContext(database), PRODUCTION),
  query: (database: Database) => database.query('select 1', []),
};
const everyUse = (database: Database) => Promise.allSettled(Object.values(uses).map((use) => use(database)));
const allUnavailable = Object.keys(uses).map(() => expect.objectContaining({ reason: expect.any(DomainError) }));

/** Starts a separate PostgreSQL that the test may stop, with the environment `production`. */
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

  it('a change in progress fails as unavailable, and is rolled back', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url);
    const change = database.write(async (em) => {
      await em.execute('update environments set version = version + 1');
      await postgres.signal('SIGKILL');
      await em.execute('select 1');
    });
    await expect(change).rejects.toMatchObject(UNAVAILABLE);
    await postgres.start();
    expect(await readVersion(database, PRODUCTION)).toBe(0);
  });

  it('R12 connecting succeeds, and every use works once it is up', async () => {
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
  it('every use fails as unavailable, and works again once it continues', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url, SHORT_TIMEOUTS);
    // Opens connections, which will hang.
    await everyUse(database);
    await postgres.signal('SIGSTOP');
    expect(await everyUse(database)).toEqual(allUnavailable);
    await postgres.signal('SIGCONT');
    for (const use of Object.values(uses)) {
      await eventually(async () => void (await use(database)));
    }
  });

  it('new connections and migrations fail as well', async () => {
    await using postgres = await startOwnPostgres();
    await using database = await openUrl(postgres.url, SHORT_TIMEOUTS);
    await postgres.signal('SIGSTOP');
    expect(await everyUse(database)).toEqual(allUnavailable);
    await expect(database.migrate()).rejects.toThrow();
    await postgres.signal('SIGCONT');
  });

  it('a flood of waiting writers leaves connections to readers', async () => {
    await using postgres = await startOwnPostgres();
    // Long enough for the readers on a busy machine; all writers have to wait until they time out.
    await using database = await openUrl(postgres.url, { connectMs: 2_500, requestMs: 2_500, loadMs: 2_500 });
    await using sql = await openSql(postgres.url);
    // Blocks all writers, as a hung transaction would.
    await sql.query('begin; update environments set version = version');
    const flood = Promise.allSettled(Array.from({ length: 50 }, () => uses.write(database)));
    await Promise.all(Array.from({ length: 20 }, () => uses.read(database)));
    expect((await flood).every(({ status }) => status === 'rejected')).toBe(true);
    await sql.query('rollback');
    await uses.write(database);
    // The writers who were told that nothing changed did not change anything afterwards.
    expect(await readVersion(database, PRODUCTION)).toBe(1);
  });
});

it('R7 an acknowledged change survives kill -9, with exactly one audit entry', async () => {
  await using postgres = await startOwnPostgres();
  await using database = await openUrl(postgres.url);
  const acknowledged = new Set<string>();
  let count = 0;
  for (let kill = 0; kill < 3; kill++) {
    let isUp = true;
    const enough = Promise.withResolvers<void>();
    const write = async () => {
      // The first writes after a restart may use connections that the kill has broken.
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
  // The outcome of an interrupted change is unknown, but it is either complete or absent.
  expect(rows.map(({ key }) => key).sort()).toEqual(keys);
  expect(rows.map((row) => row.version).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
  expect(version).toBe(keys.length);
});
