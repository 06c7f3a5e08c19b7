import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { dropBrokenConnections } from './broken-connections.ts';
import { connectOptions, poolOptions, statementOptions } from './connect-options.ts';
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
import { writeInTurn } from './write-in-turn.ts';
import { writeOnPostgres } from './write-on-postgres.ts';

/** Writes at once that lock no place, such as those of the janitor. */
const CHORES = 2;

/** Reads, writes and libraries have pools of their own, so that a flood of one leaves the others a connection. */
export async function connectPostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Database> {
  const open = async (max: number, driverOptions: object) =>
    withQuickLiterals(
      await PostgresORM.init({ ...baseOptions(), clientUrl: location.url, pool: { max }, driverOptions }),
    );
  const pipelined = (statementMs: number) => ({ ...poolOptions(location, timeouts, statementMs), pipeline: true });
  const readers = await open(8, pipelined(timeouts.loadMs));
  const writers = await open(MAX_TURNS + CHORES, pipelined(timeouts.requestMs));
  const turns = createTurns();
  const others = openOthers(location, timeouts);
  const query = queryOn(others, timeouts.requestMs);
  const listenOptions = { ...connectOptions(location, timeouts), query_timeout: timeouts.requestMs };
  const reach = createReach();
  let probing: Promise<void> | undefined;
  let isClosed = false;

  async function probe(): Promise<void> {
    const on = (orm: PostgresORM) => withinDeadline(timeouts.requestMs, () => orm.em.fork().execute(WRITE_PROBE));
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
    read: (work) => reach.read(withinDeadline(timeouts.requestMs, () => work(readers.em.fork()))),
    load: (work) =>
      reach.read(
        withinDeadline(timeouts.loadMs, async () => loadOnPostgres(await poolOf(readers), readers.em.fork(), work)),
      ),
    write: (work, places = []) =>
      reach.write(
        writeInTurn({ turns, places, deadlineMs: timeouts.requestMs }, async (deadline) =>
          writeOnPostgres({ pool: await poolOf(writers), em: writers.em.fork(), deadline, places }, work),
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
      await Promise.all([closeOrm(readers), closeOrm(writers), others.end()]);
    },
  };
}

function poolOf(orm: PostgresORM): Promise<pg.Pool> {
  return orm.em.getConnection().getNativeClient();
}

/** See `permitSecondEnd`. */
async function closeOrm(orm: PostgresORM): Promise<void> {
  const pool = await poolOf(orm);
  await pool.end();
  await orm.close(true);
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
