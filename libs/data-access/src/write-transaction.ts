import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { databaseUnavailable, type Deadline } from './failures.ts';
import type { Locked } from './take-places.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A statement with `?` for each parameter. */
export type Statement = { readonly sql: string; readonly parameters?: readonly unknown[] };

/** What a write may do with its transaction besides using its entity manager. */
export type WriteTransaction = {
  /**
   * Whether statements that are issued together travel together, in the order in which they were issued. Then the first
   * reads of a write may be issued before its locks are answered.
   */
  readonly isPipelined: boolean;
  /** Issues statements at once, and returns the rows of each. */
  send(statements: readonly Statement[]): Promise<Row[][]>;
  /** The locks that earlier writes of this transaction left to this one. */
  readonly locked: Locked | undefined;
  /** How long locks may be waited for from now on; no limit of its own where nobody else has a connection. */
  lockTimeout(share: number): readonly Statement[];
  /** From here on statements are kept, with results that say nothing, and travel with the commit where that is possible. */
  keep(): void;
  /** Leaves the locks to the next write of this transaction, if there is one. */
  leave(locked: Locked): void;
};

/** For a database in this process, where a statement costs no round trip and nobody else holds a lock. */
function plainTransaction(em: EntityManager): WriteTransaction {
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
    leave: () => undefined,
  };
}

/** @param renew starts the deadline again, between the steps of something long, each of which fits that of a request. */
export type WriteWork<T> = (em: EntityManager, renew: Deadline['renew'], transaction: WriteTransaction) => Promise<T>;

/**
 * A caller that was told that the database is unavailable must find nothing changed afterwards. Only a commit that was on its
 * way by then may still succeed.
 */
export function writeWith<T>(em: EntityManager, work: WriteWork<T>, { isTooLate, renew }: Deadline): Promise<T> {
  return em.transactional(async (inner) => {
    const result = await work(inner, renew, plainTransaction(inner));
    if (isTooLate()) throw databaseUnavailable();
    return result;
  });
}
