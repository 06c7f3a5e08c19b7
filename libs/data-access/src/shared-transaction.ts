import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { databaseUnavailable, isUnavailable } from './failures.ts';
import type { TimedDeadline } from './write-in-turn.ts';
import type { Locked } from './take-places.ts';
import { openWire, type Wire } from './wire.ts';

/**
 * One transaction for several writes of one place. Each begins when the one before it has issued its statements, and sees
 * them; all of them commit together. The second and later writes need no locks, no commit and half of the round trips.
 */
export type SharedTransaction = {
  readonly wire: Wire;
  /** The locks that the writes so far hold; `undefined` before the first write is done. */
  locked: Locked | undefined;
  /**
   * Runs one write. Its result or failure is returned after the commit, because it may rest on the writes before it.
   *
   * @throws CommitAlone, and what `work` throws.
   */
  run<T>(write: SharedWrite<T>): Promise<T>;
};

type SharedWrite<T> = {
  readonly em: EntityManager;
  readonly isTooLate: TimedDeadline['isTooLate'];
  readonly work: () => Promise<T>;
  /** Lets the next write join; returns `false` if there is none. */
  readonly handOver: () => boolean;
};

/** For a write whose transaction failed because of another one: nothing has changed, and alone it may succeed. */
export class CommitAlone extends Error {}

type Outcome<T> = { readonly result: T } | { readonly error: unknown };

export function shareTransaction(client: pg.PoolClient): SharedTransaction {
  const wire = openWire(client);
  const writes = new Set<SharedWrite<unknown>>();
  const ended = Promise.withResolvers<void>();
  // Each write waits for it; without one it would be unhandled.
  ended.promise.catch(() => undefined);

  async function run<T>(write: SharedWrite<T>): Promise<T> {
    const isFirst = writes.size === 0;
    writes.add(write);
    if (!isFirst) wire.sendKept();
    const outcome = await outcomeOf(write);
    if ('error' in outcome && (isFirst || !wire.hasOnlyRead())) await rollBack(outcome.error);
    else {
      if ('error' in outcome) forget(write);
      if (!write.handOver()) await commit();
    }
    await ended.promise;
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  /** With the changes of entities that are not flushed yet, which travel with the commit. */
  async function outcomeOf<T>({ em, work }: SharedWrite<T>): Promise<Outcome<T>> {
    try {
      em.setTransactionContext(wire.context);
      const result = await work();
      wire.keep();
      await em.flush();
      return { result };
    } catch (error) {
      return { error };
    }
  }

  function forget(write: SharedWrite<unknown>): void {
    wire.dropKept();
    writes.delete(write);
  }

  async function commit(): Promise<void> {
    try {
      if ([...writes].some(({ isTooLate }) => isTooLate())) throw databaseUnavailable();
      await wire.commit();
      client.release();
      ended.resolve();
    } catch (error) {
      await rollBack(error);
    }
  }

  /** Whose fault it was is not known, so each of several tries again alone. */
  async function rollBack(error: unknown): Promise<void> {
    // A connection that broke has been discarded.
    await wire.rollback().catch(() => undefined);
    client.release();
    ended.reject(writes.size > 1 && !isUnavailable(error) ? new CommitAlone() : error);
  }

  return { wire, locked: undefined, run };
}
