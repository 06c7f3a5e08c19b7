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
import { loadWith, writeWith } from './transactions.ts';

/** Reads, writes and libraries have pools of their own, so that a flood of one leaves the others a connection. */
export async function connectPostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Database> {
  const open = async (max: number, statementMs: number) =>
    withQuickLiterals(
      await PostgresORM.init({
        ...baseOptions(),
        clientUrl: location.url,
        pool: { max },
        driverOptions: poolOptions(location, timeouts, statementMs),
      }),
    );
  const readers = await open(8, timeouts.loadMs);
  const writers = await open(8, timeouts.requestMs);
  const others = openOthers(location, timeouts);
  return {
    kind: 'postgresql',
    timeouts,
    read: (work) => withinDeadline(timeouts.requestMs, () => work(readers.em.fork())),
    load: (work) => withinDeadline(timeouts.loadMs, () => loadWith(readers.em.fork(), work)),
    write: (work) => withinDeadline(timeouts.requestMs, (deadline) => writeWith(writers.em.fork(), work, deadline)),
    query: (sql, parameters) =>
      withinDeadline(timeouts.requestMs, async () => {
        const client = await others.connect();
        try {
          const { rows, rowCount } = await client.query<Record<string, unknown>>(sql, [...parameters]);
          return { rows, affected: rowCount ?? 0 };
        } finally {
          client.release();
        }
      }),
    listen: (onHint) => listenOnPostgres(() => new PostgresClient(connectOptions(location, timeouts)), onHint),
    migrate: () => migratePostgres(location, timeouts),
    close: async () => {
      await Promise.all([readers.close(true), writers.close(true), others.end()]);
    },
  };
}

function openOthers(location: PostgresLocation, timeouts: DatabaseTimeouts): pg.Pool {
  const pool = new pg.Pool({ ...statementOptions(location, timeouts, timeouts.requestMs), max: 2 });
  // Of connections that wait to be used: the pool discards them, and the next caller gets a new one.
  pool.on('error', () => undefined);
  dropBrokenConnections(pool);
  return pool;
}
