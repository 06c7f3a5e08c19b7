import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import type { Place } from './change-ruleset.ts';
import { databaseUnavailable } from './failures.ts';
import { busy } from './turns.ts';
import { openWire, type Wire } from './wire.ts';
import type { TimedDeadline } from './write-in-turn.ts';
import type { Row, Statement, WriteTransaction, WriteWork } from './write-transaction.ts';

/** PostgreSQL's code for a lock that was not free in time. */
const LOCK_NOT_AVAILABLE = '55P03';

type WriteOptions = {
  readonly pool: pg.Pool;
  readonly em: EntityManager;
  readonly deadline: TimedDeadline;
  readonly places: readonly Place[];
};

/**
 * Runs `work` in a transaction. A caller that was told that it failed must find nothing changed afterwards: only a commit that
 * was on its way by then may still succeed.
 */
export async function writeOnPostgres<T>({ pool, em, deadline, places }: WriteOptions, work: WriteWork<T>): Promise<T> {
  const client = await pool.connect();
  const wire = openWire(client);
  em.setTransactionContext(wire.context);
  try {
    const result = await work(em, deadline.renew, transactionOn(wire, em, deadline));
    // Changes that are not flushed yet travel with the commit.
    wire.keep();
    await em.flush();
    if (deadline.isTooLate()) throw databaseUnavailable();
    await wire.commit();
    client.release();
    return result;
  } catch (error) {
    // One that broke has been discarded.
    await wire.rollback().catch(() => undefined);
    client.release();
    if (hasCode(error, LOCK_NOT_AVAILABLE) && places.length > 0) throw busy(places);
    throw error;
  }
}

function transactionOn(wire: Wire, em: EntityManager, { leftMs }: TimedDeadline): WriteTransaction {
  const platform = em.getPlatform();
  const textOf = ({ sql, parameters = [] }: Statement) => platform.formatQuery(sql, [...parameters]);
  return {
    isPipelined: true,
    send: async (statements) => {
      const results = await Promise.all(statements.map((statement) => wire.query(textOf(statement))));
      return results.map(({ rows }) => rows as Row[]);
    },
    lockTimeout: (share) => [{ sql: `set local lock_timeout = ${Math.max(1, Math.floor(leftMs() * share))}` }],
    keep: wire.keep,
  };
}

function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === code) || hasCode(error.cause, code);
}
