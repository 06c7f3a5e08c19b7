import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { databaseUnavailable, type Deadline } from './failures.ts';
import type { Locked } from './lock-places.ts';
import type { TimedDeadline } from './write-in-turn.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A statement with `?` for each parameter. */
export type Statement = { readonly sql: string; readonly parameters?: readonly unknown[] };

/** The operations of a write's transaction beyond its entity manager. */
export type WriteTransaction = {
  /**
   * Whether statements that are issued together are sent together, in that order. If so, the first reads of a write may be
   * issued before it has received its locks.
   */
  readonly isPipelined: boolean;
  /** Issues statements together, and returns the rows of each. */
  send(statements: readonly Statement[]): Promise<Row[][]>;
  /** The locks that earlier writes in this transaction hold. */
  readonly locked: Locked | undefined;
  /** Limits the wait for a lock to a share of the remaining time; empty if there are no other connections. */
  lockTimeout(share: number): readonly Statement[];
  /** From now on, holds statements back and sends them with the commit if possible. Their results are meaningless. */
  keep(): void;
  /** Leaves the locks to the next write in this transaction, if there is one. */
  leaveLocks(locked: Locked): void;
};

/** For the embedded database, where a statement needs no round trip and no one else holds a lock. */
function pgliteTransaction(em: EntityManager): WriteTransaction {
  return {
    isPipelined: false,
    locked: undefined,
    send: async (statements) => {
      const results: Row[][] = [];
      for (const { sql, parameters = [] } of statements) results.push(await em.execute(sql, [...parameters]));
      return results;
    },
    lockTimeout: () => [],
    keep: () => undefined,
    leaveLocks: () => undefined,
  };
}

/** @param renew restarts the deadline between the steps of long work. Each step must finish within a request's deadline. */
export type WriteWork<T> = (em: EntityManager, renew: Deadline['renew'], transaction: WriteTransaction) => Promise<T>;

/**
 * If a caller was told that the database is unavailable, its write must not take effect later. Only a commit that was already
 * sent may still succeed.
 */
export function writeOnPglite<T>(
  em: EntityManager,
  work: WriteWork<T>,
  { isTooLate, renew, willCommit }: TimedDeadline,
): Promise<T> {
  return em.transactional(async (inner) => {
    const result = await work(inner, renew, pgliteTransaction(inner));
    if (isTooLate()) throw databaseUnavailable();
    willCommit();
    return result;
  });
}
