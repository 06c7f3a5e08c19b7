import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { connectOptions, statementOptions } from './connect-options.ts';
import type { DatabaseTimeouts, Migrated, PostgresLocation } from './database.ts';
import { withinDeadline } from './failures.ts';
import { baseOptions } from './orm-options.ts';
import { PostgresClient } from './postgres-client.ts';

/** Any number; the same for all servers that may migrate one database. */
const MIGRATION_LOCK = 7_283_401;

/** How long a server waits for another one that migrates before it connects again: an answer may have been lost. */
const LOCK_WAIT_MS = 60_000;

export async function migratePostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Migrated> {
  await using holder = await connectOnce(location, timeouts);
  const hasOwnSessions = await isSessionOwn(holder, location, timeouts);
  // A lock of the transaction, not of the session: behind a pooler, the next statement may be in another session.
  await holder.query('begin');
  await holder.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  if (location.schema !== undefined) await addSchema(holder, location.schema);
  const pending = await migrate(location, timeouts, timeouts.loadMs, (orm) => orm.migrator.getPending());
  // Without a limit: a migration of a large table takes as long as it takes.
  if (pending.length > 0) await migrate(location, timeouts, 0, (orm) => orm.migrator.up());
  return { hasOwnSessions };
}

/** A connection of its own. */
async function connectOnce(
  location: PostgresLocation,
  timeouts: DatabaseTimeouts,
): Promise<pg.Client & AsyncDisposable> {
  const client = new PostgresClient({ ...connectOptions(location, timeouts), query_timeout: LOCK_WAIT_MS });
  await withinDeadline(timeouts.connectMs, () => client.connect());
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function migrate<T>(
  location: PostgresLocation,
  timeouts: DatabaseTimeouts,
  statementMs: number,
  work: (orm: PostgresORM) => Promise<T>,
): Promise<T> {
  const orm = await PostgresORM.init({
    ...baseOptions(location.schema),
    clientUrl: location.url,
    pool: { max: 1 },
    driverOptions: statementOptions(location, timeouts, statementMs),
  });
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}

/** Only if it is missing: a role may be allowed to use the schema, and not to create any. */
async function addSchema(client: pg.Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  if (!rowCount) await client.query(`create schema ${client.escapeIdentifier(schema)}`);
  // Seen by the connection that migrates; the lock goes on with a transaction of its own.
  await client.query('commit');
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

/** How often two connections are compared: a pooler that is busy may pick different sessions for them. */
const COMPARISONS = 5;

/**
 * Whether each connection has a session of its own. A pooler in transaction mode shares one among connections that are
 * idle, so that two of them are answered by the same process of PostgreSQL.
 */
async function isSessionOwn(one: pg.Client, location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<boolean> {
  await using other = await connectOnce(location, timeouts);
  for (let round = 0; round < COMPARISONS; round++) {
    if ((await processOf(one)) === (await processOf(other))) return false;
  }
  return true;
}

async function processOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}
