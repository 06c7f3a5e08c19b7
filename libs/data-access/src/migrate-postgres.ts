import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { connectOptions, statementOptions } from './connect-options.ts';
import type { DatabaseTimeouts, Migrated, PostgresLocation } from './database.ts';
import { databaseUnavailable, isUnavailable, withinDeadline } from './failures.ts';
import { isRefusal, migrationFailed, type Need } from './migration-failure.ts';
import { findNeed } from './missing-privilege.ts';
import { baseOptions } from './orm-options.ts';
import { PostgresClient } from './postgres-client.ts';

/**
 * Any number; the same for all servers that may migrate one database, even in different schemas: a migration moves tables out
 * of a schema that several instances may have shared.
 */
const MIGRATION_LOCK = 7_283_401;

/** How long a server waits for another one that migrates before it connects again: an answer may have been lost. */
const LOCK_WAIT_MS = 60_000;

/** @throws MigrationFailed, DomainError DATABASE_UNAVAILABLE. */
export async function migratePostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Migrated> {
  let statement = '';
  const onStatement = (sql: string) => void (statement = sql);
  try {
    return await migrateInTurn({ location, timeouts, onStatement });
  } catch (error) {
    if (isUnavailable(error) && !isRefusal(error)) throw databaseUnavailable(error);
    if (!isRefusal(error)) throw error;
    const need = await findNeedOnce(location, timeouts, error.code).catch(() => ({}));
    throw migrationFailed(error, statement, need);
  }
}

/** On a connection of its own: the one that failed is in a transaction that accepts no more statements. */
async function findNeedOnce(location: PostgresLocation, timeouts: DatabaseTimeouts, code: string): Promise<Need> {
  await using client = await connectOnce(location, timeouts);
  return await findNeed(client, location, code);
}

type Migrating = {
  readonly location: PostgresLocation;
  readonly timeouts: DatabaseTimeouts;
  /** Called with each statement that may fail for a reason of ours. */
  readonly onStatement: (sql: string) => void;
};

async function migrateInTurn(migrating: Migrating): Promise<Migrated> {
  const { location, timeouts } = migrating;
  await using holder = await connectOnce(location, timeouts);
  const hasOwnSessions = await isSessionOwn(holder, location, timeouts);
  // A lock of the transaction, not of the session: behind a pooler, the next statement may be in another session.
  await holder.query('begin');
  await holder.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  if (location.schema !== undefined) await addSchema(holder, location.schema, migrating);
  const schema = await schemaOf(holder);
  const pending = await migrate({ ...migrating, schema }, timeouts.loadMs, (orm) => orm.migrator.getPending());
  // Without a limit: a migration of a large table takes as long as it takes.
  if (pending.length > 0) await migrate({ ...migrating, schema }, 0, (orm) => orm.migrator.up());
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
  { location, timeouts, onStatement, schema }: Migrating & { readonly schema: string | undefined },
  statementMs: number,
  work: (orm: PostgresORM) => Promise<T>,
): Promise<T> {
  const orm = await PostgresORM.init({
    ...baseOptions(schema, onStatement),
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
async function addSchema(client: pg.Client, schema: string, { onStatement }: Migrating): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  const create = `create schema ${client.escapeIdentifier(schema)}`;
  onStatement(create);
  if (!rowCount) await client.query(create);
  // Seen by the connection that migrates; the lock goes on with a transaction of its own.
  await client.query('commit');
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
}

/** The schema of the tables, or the one in which they will be made: MikroORM takes it for `public` unless it is named. */
const SCHEMA = `select coalesce(
  (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where pg_class.oid = to_regclass('burgee_migrations')), current_schema()) as schema`;

async function schemaOf(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ schema: string | null }>(SCHEMA);
  return rows[0]?.schema ?? undefined;
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
