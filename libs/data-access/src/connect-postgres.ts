import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import pg from 'pg';
import { allowSecondEnd, dropBrokenConnections } from './broken-connections.ts';
import { connectOptions, statementOptions } from './connect-options.ts';
import type { Database, DatabaseTimeouts, PostgresLocation } from './database.ts';
import { diagnosePostgres } from './diagnose-postgres.ts';
import { withinDeadline } from './failures.ts';
import { listenOnPostgres } from './listen.ts';
import { withQuickLiterals } from './literals.ts';
import { loadOnPostgres } from './load-on-postgres.ts';
import { migratePostgres } from './migrate-postgres.ts';
import { baseOptions } from './orm-options.ts';
import { PostgresClient } from './postgres-client.ts';
import { createReach, WRITE_PROBE } from './reach.ts';
import { createTurns, MAX_TURNS } from './turns.ts';
import { NO_PLACES, writeInTurn } from './write-in-turn.ts';
import { writeOnPostgres } from './write-on-postgres.ts';

/** Concurrent writes that lock no place, such as those of the janitor. */
const MAX_UNLOCKED_WRITES = 2;

/** Reads, writes and libraries have separate pools, so that a flood of one kind leaves connections to the others. */
export async function connectPostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Database> {
  const readers = await openOrm(8, statementOptions(location, timeouts, timeouts.loadMs));
  const writers = await openOrm(
    MAX_TURNS + MAX_UNLOCKED_WRITES,
    statementOptions(location, timeouts, timeouts.requestMs),
  );
  const turns = createTurns();
  const libraryPool = openLibraryPool(location, timeouts);
  const query = createQuery(libraryPool, timeouts.requestMs);
  const listenOptions = { ...connectOptions(location, timeouts), query_timeout: timeouts.requestMs };
  const reach = createReach();
  let probing: Promise<void> | undefined;
  let isClosed = false;

  async function probe(): Promise<void> {
    const probeOn = (orm: OpenedOrm) => withinDeadline(timeouts.requestMs, () => orm.fork().execute(WRITE_PROBE));
    // Otherwise connections of these pools to a server that became read-only would read old data indefinitely.
    void probeOn(readers).catch(() => undefined);
    void query(WRITE_PROBE, []).catch(() => undefined);
    // The pool has discarded the failed connections, which may have been the only reason.
    const retryProbe = (error: unknown) => {
      if (isClosed) throw error;
      return probeOn(writers);
    };
    await reach.probed(probeOn(writers).catch(retryProbe));
  }

  return {
    kind: 'postgresql',
    timeouts,
    read: (work) => reach.read(withinDeadline(timeouts.requestMs, () => work(readers.fork()))),
    load: (work) =>
      reach.read(
        withinDeadline(timeouts.loadMs, async () => loadOnPostgres(await readers.pool(), readers.fork(), work)),
      ),
    write: (work, { places, mayShare } = NO_PLACES) =>
      reach.write(
        writeInTurn({ turns, places, mayShare, deadlineMs: timeouts.requestMs }, (deadline, turn) =>
          writeOnPostgres({ pool: writers.pool, em: writers.fork(), deadline, places, turn }, work),
        ),
      ),
    query,
    listen: (onHint) => listenOnPostgres(() => new PostgresClient(listenOptions), onHint, reach.listens),
    reach: reach.status,
    probe: () => (probing ??= probe().finally(() => (probing = undefined))),
    diagnose: () => diagnosePostgres(location, timeouts, query),
    migrate: () => reach.migrate(migratePostgres(location, timeouts)),
    migrationFailure: reach.migrationFailure,
    close: async () => {
      isClosed = true;
      await Promise.all([readers.close(), writers.close(), libraryPool.end()]);
    },
  };
}

type OpenedOrm = {
  /** Returns a fresh entity manager for one piece of work. */
  fork(): EntityManager;
  pool(): Promise<pg.Pool>;
  close(): Promise<void>;
};

/** Connects lazily, on first use. */
async function openOrm(max: number, options: ReturnType<typeof statementOptions>): Promise<OpenedOrm> {
  let created: pg.Pool | undefined;
  const onPoolCreated = (pool: pg.Pool) => {
    dropBrokenConnections(pool);
    allowSecondEnd(pool);
    created = pool;
  };
  const driverOptions = { ...options, pipeline: true, onPoolCreated };
  const orm = withQuickLiterals(
    await PostgresORM.init({ ...baseOptions(), clientUrl: options.connectionString, pool: { max }, driverOptions }),
  );
  return {
    fork: () => orm.em.fork(),
    pool: () => orm.em.getConnection().getNativeClient(),
    close: async () => {
      await created?.end();
      await orm.close(true);
    },
  };
}

function openLibraryPool(location: PostgresLocation, timeouts: DatabaseTimeouts): pg.Pool {
  const pool = new pg.Pool({ ...statementOptions(location, timeouts, timeouts.requestMs), max: 2 });
  // Emitted for idle connections that fail: the pool discards them, and the next caller gets a new one.
  pool.on('error', () => undefined);
  dropBrokenConnections(pool);
  return pool;
}

function createQuery(pool: pg.Pool, requestMs: number): Database['query'] {
  return (sql, parameters) =>
    withinDeadline(requestMs, async () => {
      const client = await pool.connect();
      try {
        const { rows, rowCount } = await client.query<Record<string, unknown>>(sql, [...parameters]);
        return { rows, affected: rowCount ?? 0 };
      } finally {
        client.release();
      }
    });
}
