import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import pg from 'pg';
import { dropBrokenConnections, permitSecondEnd } from './broken-connections.ts';
import { connectOptions, statementOptions } from './connect-options.ts';
import type { Database, DatabaseTimeouts, PostgresLocation } from './database.ts';
import { withinDeadline } from './failures.ts';
import { withQuickLiterals } from './literals.ts';
import { listenOnPostgres } from './listen.ts';
import { migratePostgres } from './migrate-postgres.ts';
import { baseOptions } from './orm-options.ts';
import { PostgresClient } from './postgres-client.ts';
import { createReach, WRITE_PROBE } from './reach.ts';
import { loadOnPostgres } from './load-on-postgres.ts';
import { createTurns, MAX_TURNS } from './turns.ts';
import { NO_PLACES, writeInTurn } from './write-in-turn.ts';
import { writeOnPostgres } from './write-on-postgres.ts';

/** Writes at once that lock no place, such as those of the janitor. */
const CHORES = 2;

/** Reads, writes and libraries have pools of their own, so that a flood of one leaves the others a connection. */
export async function connectPostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Database> {
  const readers = await openOrm(8, statementOptions(location, timeouts, timeouts.loadMs));
  const writers = await openOrm(MAX_TURNS + CHORES, statementOptions(location, timeouts, timeouts.requestMs));
  const turns = createTurns();
  const others = openOthers(location, timeouts);
  const query = queryOn(others, timeouts.requestMs);
  const listenOptions = { ...connectOptions(location, timeouts), query_timeout: timeouts.requestMs };
  const reach = createReach();
  let probing: Promise<void> | undefined;
  let isClosed = false;

  async function probe(): Promise<void> {
    const on = (orm: OpenedOrm) => withinDeadline(timeouts.requestMs, () => orm.fork().execute(WRITE_PROBE));
    // Connections of these that are left on a server which became read-only would read old data indefinitely.
    void on(readers).catch(() => undefined);
    void query(WRITE_PROBE, []).catch(() => undefined);
    // After a failure, again: the pool has discarded the connections that may be the only reason.
    const again = (error: unknown) => {
      if (isClosed) throw error;
      return on(writers);
    };
    await reach.probed(on(writers).catch(again));
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
    migrate: () => reach.migrate(migratePostgres(location, timeouts)),
    migrationFailure: reach.migrationFailure,
    close: async () => {
      isClosed = true;
      await Promise.all([readers.close(), writers.close(), others.end()]);
    },
  };
}

type OpenedOrm = {
  /** A copy of the entity manager for one piece of work. */
  fork(): EntityManager;
  pool(): Promise<pg.Pool>;
  close(): Promise<void>;
};

/** Connects when it is first used. */
async function openOrm(max: number, options: ReturnType<typeof statementOptions>): Promise<OpenedOrm> {
  let created: pg.Pool | undefined;
  const onPoolCreated = (pool: pg.Pool) => {
    dropBrokenConnections(pool);
    permitSecondEnd(pool);
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

function openOthers(location: PostgresLocation, timeouts: DatabaseTimeouts): pg.Pool {
  const pool = new pg.Pool({ ...statementOptions(location, timeouts, timeouts.requestMs), max: 2 });
  // Idle connections that fail: the pool discards them, and the next caller gets a new one.
  pool.on('error', () => undefined);
  dropBrokenConnections(pool);
  return pool;
}

function queryOn(pool: pg.Pool, requestMs: number): Database['query'] {
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
