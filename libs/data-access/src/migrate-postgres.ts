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
 * An arbitrary number, the same for all servers that may migrate one database, even in different schemas: a migration moves
 * tables out of a schema that several instances may have shared.
 */
const MIGRATION_LOCK = 7_283_401;

/** How long a server waits for another one that migrates before it reconnects: a response may have been lost. */
const LOCK_WAIT_MS = 60_000;

/** @throws MigrationFailed, DomainError DATABASE_UNAVAILABLE. */
export async function migratePostgres(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<Migrated> {
  let statement = '';
  const onStatement = (sql: string) => void (statement = sql);
  try {
    return await migrateUnderLock({ location, timeouts, onStatement });
  } catch (error) {
    if (isUnavailable(error) && !isRefusal(error)) throw databaseUnavailable(error);
    if (!isRefusal(error)) throw error;
    const need = await findNeedOnce(location, timeouts, error.code).catch(() => ({}));
    throw migrationFailed(error, statement, need);
  }
}

/** Uses a new connection: the failed one is in an aborted transaction, which accepts no statements. */
async function findNeedOnce(location: PostgresLocation, timeouts: DatabaseTimeouts, code: string): Promise<Need> {
  await using client = await connectOnce(location, timeouts);
  return await findNeed(client, location, code);
}

type MigrateOptions = {
  readonly location: PostgresLocation;
  readonly timeouts: DatabaseTimeouts;
  /** Called with each statement of a migration before it is issued. */
  readonly onStatement: (sql: string) => void;
};

async function migrateUnderLock(options: MigrateOptions): Promise<Migrated> {
  const { location, timeouts } = options;
  await using holder = await connectOnce(location, timeouts);
  const hasOwnSessions = await checkOwnSession(holder, location, timeouts);
  // The lock belongs to the transaction: behind a pooler, the next statement may run in another session.
  await holder.query('begin');
  await holder.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  if (location.schema !== undefined) await addSchema(holder, location.schema, options);
  const schema = await findSchema(holder);
  const pending = await withMigrator({ ...options, schema }, timeouts.loadMs, (orm) => orm.migrator.getPending());
  // No timeout: the migration of a large table may take any time.
  if (pending.length > 0) await withMigrator({ ...options, schema }, 0, (orm) => orm.migrator.up());
  return { hasOwnSessions };
}

/** Opens a connection outside any pool. */
async function connectOnce(
  location: PostgresLocation,
  timeouts: DatabaseTimeouts,
): Promise<pg.Client & AsyncDisposable> {
  const client = new PostgresClient({ ...connectOptions(location, timeouts), query_timeout: LOCK_WAIT_MS });
  await withinDeadline(timeouts.connectMs, () => client.connect());
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** The same without a migration. @throws DomainError DATABASE_UNAVAILABLE. */
export async function isSeparateSession(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<boolean> {
  await using one = await connectOnce(location, timeouts);
  return await checkOwnSession(one, location, timeouts);
}

async function withMigrator<T>(
  { location, timeouts, onStatement, schema }: MigrateOptions & { readonly schema: string | undefined },
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

/** Creates the schema only if it is missing: a role may be allowed to use it, but not to create schemas. */
async function addSchema(client: pg.Client, schema: string, { onStatement }: MigrateOptions): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  const create = `create schema ${client.escapeIdentifier(schema)}`;
  onStatement(create);
  if (!rowCount) await client.query(create);
  // The connection that migrates must see the schema; a new transaction then takes the lock again.
  await client.query('commit');
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
}

/** The schema in which the tables are, or will be created: MikroORM assumes `public` unless it is specified. */
const SCHEMA = `select coalesce(
  (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where pg_class.oid = to_regclass('burgee_migrations')), current_schema()) as schema`;

async function findSchema(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ schema: string | null }>(SCHEMA);
  return rows[0]?.schema ?? undefined;
}

/** How often two connections are compared: a busy pooler may pick different sessions for them. */
const COMPARISONS = 5;

/**
 * Returns whether each connection has its own session. A pooler in transaction mode shares one among idle connections, so
 * that the same PostgreSQL process answers two of them.
 */
async function checkOwnSession(
  one: pg.Client,
  location: PostgresLocation,
  timeouts: DatabaseTimeouts,
): Promise<boolean> {
  await using other = await connectOnce(location, timeouts);
  for (let round = 0; round < COMPARISONS; round++) {
    if ((await readBackendPid(one)) === (await readBackendPid(other))) return false;
  }
  return true;
}

async function readBackendPid(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}
