import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import type { Place } from './change-ruleset.ts';
import { type SharedTransaction, shareTransaction } from './shared-transaction.ts';
import { busyError } from './turns.ts';
import type { TimedDeadline, TurnToWrite } from './write-in-turn.ts';
import type { Row, Statement, WriteTransaction, WriteWork } from './write-transaction.ts';

/** PostgreSQL's code for a lock timeout. */
const LOCK_NOT_AVAILABLE = '55P03';

type WriteOptions = {
  readonly pool: () => Promise<pg.Pool>;
  readonly em: EntityManager;
  readonly deadline: TimedDeadline;
  readonly places: readonly Place[];
  /** `undefined` for a write that locks no place. */
  readonly turn: TurnToWrite | undefined;
};

/**
 * Runs `work` in the transaction that the previous write handed over, or in a new one. If a caller was told that its write
 * failed, the write must not take effect later: only a commit that was already sent may still succeed.
 */
export async function writeOnPostgres<T>(
  { pool, em, deadline, places, turn }: WriteOptions,
  work: WriteWork<T>,
): Promise<T> {
  const transaction = turn?.transaction ?? shareTransaction(await (await pool()).connect());
  try {
    return await transaction.run({
      em,
      isTooLate: deadline.isTooLate,
      willCommit: deadline.willCommit,
      work: () => work(em, deadline.renew, writeTransaction(transaction, em, deadline)),
      handOver: () => turn?.handOver(transaction) ?? false,
    });
  } catch (error) {
    if (hasCode(error, LOCK_NOT_AVAILABLE) && places.length > 0) throw busyError(places);
    throw error;
  }
}

function writeTransaction(shared: SharedTransaction, em: EntityManager, { leftMs }: TimedDeadline): WriteTransaction {
  const platform = em.getPlatform();
  const formatStatement = ({ sql, parameters = [] }: Statement) => platform.formatQuery(sql, [...parameters]);
  const { wire, locked } = shared;
  return {
    isPipelined: true,
    locked,
    send: async (statements) => {
      const results = await Promise.all(statements.map((statement) => wire.query(formatStatement(statement))));
      return results.map(({ rows }) => rows as Row[]);
    },
    lockTimeout: (share) => [{ sql: `set local lock_timeout = ${Math.max(1, Math.floor(leftMs() * share))}` }],
    keep: wire.keep,
    leaveLocks: (left) => void (shared.locked = left),
  };
}

function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === code) || hasCode(error.cause, code);
}
