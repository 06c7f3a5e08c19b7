import type { DatabaseFacts } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Place } from './change-ruleset.ts';
import { connectPglite } from './connect-pglite.ts';
import { connectPostgres } from './connect-postgres.ts';
import type { HintListener, StopListening } from './listen.ts';
import type { MigrationFailure } from './migration-failure.ts';
import type { Reach } from './reach.ts';
import type { WriteWork } from './write-transaction.ts';

/** The location of the data: a PostgreSQL server, or a folder for the embedded database. */
export type DatabaseLocation = PostgresLocation | { readonly dataDir: string };

export type PostgresLocation = {
  readonly url: string;
  /** The schema of all tables. Default: the first one in the role's `search_path`, which is `public` unless changed. */
  readonly schema?: string | undefined;
};

export type DatabaseTimeouts = {
  /** For opening a connection, in milliseconds. */
  readonly connectMs: number;
  /** For a request that reads or writes, in total, in milliseconds. */
  readonly requestMs: number;
  /** For loading the ruleset of an environment, in milliseconds. */
  readonly loadMs: number;
};

/** 1.8 s: callers get their 503 within 2 s. */
const DEFAULT_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_500, requestMs: 1_800, loadMs: 15_000 };

/**
 * All access to the database. If it cannot be reached, calls fail with `DATABASE_UNAVAILABLE` within their deadline.
 * Inside `work`, use only the entity manager that it receives: on PGlite, any other query would wait for itself.
 */
export type Database = {
  readonly kind: 'postgresql' | 'pglite';
  readonly timeouts: DatabaseTimeouts;
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** All reads of `work` see one consistent snapshot, however long it takes. */
  load<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /**
   * @param options.places the places that `work` locks. Writes of one place wait for their turn before they begin.
   * @param options.mayShare whether `work` may run in one transaction with other writes of the place, and be repeated if
   *   one of them fails.
   * @throws DomainError BUSY if a place is not free in time; then nothing has changed.
   */
  write<T>(work: WriteWork<T>, options?: WriteOptions): Promise<T>;
  /** Runs one statement of a library that writes its own SQL, with `$1` for the first parameter. */
  query(sql: string, parameters: readonly unknown[]): Promise<QueryResult>;
  /** Calls `onHint` for committed changes. Hints may be lost: the versions in the tables are authoritative. */
  listen(onHint: HintListener): StopListening;
  /** Reports which capabilities worked when they were last used or probed. */
  reach(): Reach;
  /** Probes whether writes would succeed, and moves connections away from a server that became read-only. Does not fail. */
  probe(): Promise<void>;
  /** Examines the PostgreSQL server; `undefined` for the embedded one. @throws DomainError DATABASE_UNAVAILABLE. */
  diagnose(): Promise<DatabaseFacts | undefined>;
  /**
   * Brings the tables up to date. Several servers may call it concurrently.
   *
   * @throws MigrationFailed, DomainError DATABASE_UNAVAILABLE.
   */
  migrate(): Promise<Migrated>;
  /** The reason why the tables are not up to date; `undefined` once a migration succeeds. */
  migrationFailure(): MigrationFailure | undefined;
  close(): Promise<void>;
};

export type WriteOptions = { readonly places: readonly Place[]; readonly mayShare: boolean };

export type Migrated = {
  /**
   * Whether each connection has its own session. A pooler in transaction mode shares sessions: notifications get lost, and
   * settings of one connection apply to others.
   */
  readonly hasOwnSessions: boolean;
};

type QueryResult = { readonly rows: Record<string, unknown>[]; readonly affected: number };

/** @throws FolderInUse if another process uses the embedded database. */
export async function connectDatabase(
  location: DatabaseLocation,
  timeouts: DatabaseTimeouts = DEFAULT_TIMEOUTS,
): Promise<Database> {
  return 'url' in location ? connectPostgres(location, timeouts) : connectPglite(location.dataDir, timeouts);
}
