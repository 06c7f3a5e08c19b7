import type { Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PgliteORM } from '@mikro-orm/pglite';
import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { join } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import pLimit from 'p-limit';
import pg from 'pg';
import { dropBrokenConnections } from './broken-connections.ts';
import { ENTITIES } from './entities.ts';
import { databaseUnavailable, refuseNul, withinDeadline, type Deadline } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { withQuickLiterals } from './literals.ts';
import { listenOnPglite, listenOnPostgres, type HintListener, type StopListening } from './listen.ts';
import { Access } from './migrations/2026-11-21-access.ts';
import { EnvironmentLooks } from './migrations/2026-11-21-environment-looks.ts';
import { OverrideTargets } from './migrations/2026-11-21-override-targets.ts';
import { PasswordLinks } from './migrations/2026-11-21-password-links.ts';
import { NormalizedKeys } from './migrations/2026-11-28-normalized-keys.ts';
import { People } from './migrations/2026-11-21-people.ts';
import { Tables } from './migrations/2026-11-21-tables.ts';
import { Usage } from './migrations/2026-11-21-usage.ts';
import { ListedUsers } from './migrations/2026-11-28-listed-users.ts';

/** Where the data is: a PostgreSQL server, or a folder for the embedded one. */
export type DatabaseLocation = { readonly url: string } | { readonly dataDir: string };

export type DatabaseTimeouts = {
  /** Until a connection is there, in milliseconds. */
  readonly connectMs: number;
  /** For a request that reads or writes, all in all. */
  readonly requestMs: number;
  /** For loading the ruleset of an environment. */
  readonly loadMs: number;
};

/** 1.8 s: callers get their 503 within 2 s. */
const DEFAULT_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_500, requestMs: 1_800, loadMs: 15_000 };

/**
 * All access to the database. Failures to reach it are `DATABASE_UNAVAILABLE`, within the deadline.
 * Inside `work` only the entity manager that is given may be used: a query past it would wait for itself on PGlite.
 */
export type Database = {
  readonly kind: 'postgresql' | 'pglite';
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** One consistent view of everything that `work` reads, however long it takes. */
  load<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** @param work may call `renew` between the steps of something long, each of which fits the deadline of a request. */
  write<T>(work: (em: EntityManager, renew: Deadline['renew']) => Promise<T>): Promise<T>;
  /** One statement for a library that writes its own SQL, with `$1` for the first parameter. */
  query(sql: string, parameters: readonly unknown[]): Promise<QueryResult>;
  /** Calls `onHint` for changes that were committed. Hints may be lost: the versions in the table are the truth. */
  listen(onHint: HintListener): StopListening;
  /** Brings the tables up to date. Safe to call by several servers at once. */
  migrate(): Promise<void>;
  close(): Promise<void>;
};

const MIGRATIONS = [
  Tables,
  OverrideTargets,
  Access,
  People,
  Usage,
  EnvironmentLooks,
  PasswordLinks,
  NormalizedKeys,
  ListedUsers,
];

type QueryResult = { readonly rows: Record<string, unknown>[]; readonly affected: number };

function baseOptions() {
  return {
    entities: ENTITIES,
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, snapshot: false, tableName: 'burgee_migrations' },
    onQuery: refuseNul,
    // Silence: failures reach the caller, who logs them with the request they belong to.
    logger: () => undefined,
  } satisfies Partial<Options>;
}

/** @throws FolderInUse where another process has the embedded database. */
export async function connectDatabase(
  location: DatabaseLocation,
  timeouts: DatabaseTimeouts = DEFAULT_TIMEOUTS,
): Promise<Database> {
  return 'url' in location ? connectPostgres(location.url, timeouts) : connectPglite(location.dataDir, timeouts);
}

/** Reads, writes and libraries have pools of their own, so that a flood of one leaves the others a connection. */
async function connectPostgres(url: string, timeouts: DatabaseTimeouts): Promise<Database> {
  const open = async (max: number, statementMs: number) =>
    withQuickLiterals(
      await PostgresORM.init({
        ...baseOptions(),
        clientUrl: url,
        pool: { max },
        driverOptions: poolOptions(url, timeouts, statementMs),
      }),
    );
  const readers = await open(8, timeouts.loadMs);
  const writers = await open(8, timeouts.requestMs);
  const others = new pg.Pool({ ...statementOptions(url, timeouts, timeouts.requestMs), max: 2 });
  // Of connections that wait to be used: the pool throws them away, and whoever comes next gets a new one.
  others.on('error', () => undefined);
  return {
    kind: 'postgresql',
    read: (work) => withinDeadline(timeouts.requestMs, () => work(readers.em.fork())),
    load: (work) => withinDeadline(timeouts.loadMs, () => loadWith(readers.em.fork(), work)),
    write: (work) => withinDeadline(timeouts.requestMs, (deadline) => writeWith(writers.em.fork(), work, deadline)),
    query: (sql, parameters) =>
      withinDeadline(timeouts.requestMs, async () => {
        const { rows, rowCount } = await others.query<Record<string, unknown>>(sql, [...parameters]);
        return { rows, affected: rowCount ?? 0 };
      }),
    listen: (onHint) => listenOnPostgres(() => new pg.Client(connectOptions(url, timeouts)), onHint),
    migrate: () => migratePostgres(url, timeouts),
    close: async () => {
      await Promise.all([readers.close(true), writers.close(true), others.end()]);
    },
  };
}

function loadWith<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.transactional(work, { isolationLevel: 'repeatable read', readOnly: true });
}

/**
 * Whoever was told that the database is unavailable must find nothing changed afterwards. Only a commit that was on its
 * way by then may still succeed.
 */
function writeWith<T>(em: EntityManager, work: Work<T>, { isTooLate, renew }: Deadline): Promise<T> {
  return em.transactional(async (inner) => {
    const result = await work(inner, renew);
    if (isTooLate()) throw databaseUnavailable();
    return result;
  });
}

type Work<T> = (em: EntityManager, renew: Deadline['renew']) => Promise<T>;

/**
 * Without the timeout a hung server hangs its clients for ever. The URL once more, because MikroORM drops what stands
 * behind its question mark, `sslmode` for one.
 */
function connectOptions(url: string, { connectMs }: DatabaseTimeouts) {
  return { connectionString: url, connectionTimeoutMillis: connectMs, keepAlive: true, application_name: 'burgee' };
}

function statementOptions(url: string, timeouts: DatabaseTimeouts, statementMs: number) {
  return {
    ...connectOptions(url, timeouts),
    statement_timeout: statementMs,
    query_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
  };
}

function poolOptions(url: string, timeouts: DatabaseTimeouts, statementMs: number) {
  return { ...statementOptions(url, timeouts, statementMs), onPoolCreated: dropBrokenConnections };
}

/** Any number; the same for all servers that may migrate one database. */
const MIGRATION_LOCK = 7_283_401;

async function migratePostgres(url: string, timeouts: DatabaseTimeouts): Promise<void> {
  // A connection of its own, because migrations may take longer than any request.
  const holder = new pg.Client(connectOptions(url, timeouts));
  // The connection may break at any time; what waits for it is told by its own rejection.
  holder.on('error', () => undefined);
  await withinDeadline(timeouts.connectMs, () => holder.connect());
  try {
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const orm = await PostgresORM.init({
      ...baseOptions(),
      clientUrl: url,
      pool: { max: 1 },
      driverOptions: connectOptions(url, timeouts),
    });
    try {
      await orm.migrator.up();
    } finally {
      await orm.close(true);
    }
  } finally {
    await holder.end();
  }
}

/** PostgreSQL's number for the type `timestamptz`. */
const TIMESTAMPTZ = 1184;

/**
 * PGlite has one connection, and a query that arrives while a transaction is open would run inside of it.
 * So one piece of work at a time has it.
 */
async function connectPglite(dataDir: string, timeouts: DatabaseTimeouts): Promise<Database> {
  const unlock = await lockFolder(dataDir);
  const orm = withQuickLiterals(await PgliteORM.init({ ...baseOptions(), dbName: join(dataDir, 'database') }));
  const inTurn = pLimit(1);
  const run = <T>(deadlineMs: number, work: (deadline: Deadline) => Promise<T>) =>
    withinDeadline(deadlineMs, (deadline) =>
      inTurn(async () => {
        // The database runs in this process: without a pause, one query after the other would keep all else waiting.
        await yieldToOthers();
        return work(deadline);
      }),
    );
  return {
    kind: 'pglite',
    read: (work) => run(timeouts.requestMs, () => work(orm.em.fork())),
    load: (work) => run(timeouts.loadMs, () => loadWith(orm.em.fork(), work)),
    write: (work) => run(timeouts.requestMs, (deadline) => writeWith(orm.em.fork(), work, deadline)),
    query: (sql, parameters) =>
      run(timeouts.requestMs, async () => {
        const client = await orm.em.getConnection().getNativeClient();
        // MikroORM has it give times as text.
        const { rows, affectedRows } = await client.query<Record<string, unknown>>(sql, [...parameters], {
          parsers: { [TIMESTAMPTZ]: (text) => new Date(text) },
        });
        return { rows, affected: affectedRows ?? 0 };
      }),
    listen: (onHint) => listenOnPglite(() => orm.em.getConnection().getNativeClient(), onHint),
    migrate: () => inTurn(() => orm.migrator.up()).then(() => undefined),
    close: async () => {
      await orm.close(true);
      await unlock();
    },
  };
}
