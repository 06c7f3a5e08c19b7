import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { databaseUnavailable, isUnavailable } from './failures.ts';
import type { Locked } from './lock-places.ts';
import { openWire, type Wire } from './wire.ts';
import type { TimedDeadline } from './write-in-turn.ts';

/**
 * One transaction for several writes of one place. Each write begins when the previous one has issued its statements, and sees
 * their effects; all of them commit together. Writes after the first need no locks, no commit and half the round trips.
 */
export type SharedTransaction = {
  readonly wire: Wire;
  /** The locks that earlier writes hold; `undefined` until the first write is done. */
  locked: Locked | undefined;
  /**
   * Runs one write. Its promise settles after the commit, because its outcome may depend on earlier writes.
   *
   * @throws CommitAlone, and what `work` throws.
   */
  run<T>(write: SharedWrite<T>): Promise<T>;
};

type SharedWrite<T> = {
  readonly em: EntityManager;
  readonly isTooLate: TimedDeadline['isTooLate'];
  readonly willCommit: TimedDeadline['willCommit'];
  readonly work: () => Promise<T>;
  /** Lets the next write join; returns `false` if none does. */
  readonly handOver: () => boolean;
};

/** The shared transaction failed, perhaps because of another write. Nothing has changed; the write may succeed alone. */
export class CommitAlone extends Error {}

type Outcome<T> = { readonly result: T } | { readonly error: unknown };

export function shareTransaction(client: pg.PoolClient): SharedTransaction {
  const wire = openWire(client);
  /** The writes to commit: all that joined, except refused ones. */
  const writes = new Set<SharedWrite<unknown>>();
  let joined = 0;
  const ended = Promise.withResolvers<void>();
  // Every write awaits it, but until one does, a rejection would be unhandled.
  ended.promise.catch(() => undefined);

  async function run<T>(write: SharedWrite<T>): Promise<T> {
    const isFirst = joined++ === 0;
    writes.add(write);
    if (!isFirst) wire.sendKept();
    const outcome = await runWork(write);
    if ('error' in outcome && (isFirst || !wire.hasOnlyRead())) await rollBack(outcome.error);
    else {
      if ('error' in outcome) removeWrite(write);
      if (!write.handOver()) await commit();
    }
    await ended.promise;
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  /** Also flushes entities that the write left unflushed; their statements are sent together with the commit. */
  async function runWork<T>({ em, work }: SharedWrite<T>): Promise<Outcome<T>> {
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

  function removeWrite(write: SharedWrite<unknown>): void {
    wire.dropKept();
    writes.delete(write);
  }

  async function commit(): Promise<void> {
    try {
      if ([...writes].some(({ isTooLate }) => isTooLate())) throw databaseUnavailable();
      for (const { willCommit } of writes) willCommit();
      await wire.commit();
      client.release();
      ended.resolve();
    } catch (error) {
      await rollBack(error);
    }
  }

  /**
   * It is unknown which write caused the error, so if several joined, each is repeated alone: even a refused one, because the
   * refusal may depend on a write that was rolled back.
   */
  async function rollBack(error: unknown): Promise<void> {
    // A broken connection has already been discarded.
    await wire.rollback().catch(() => undefined);
    client.release();
    ended.reject(joined > 1 && !isUnavailable(error) ? new CommitAlone() : error);
  }

  return { wire, locked: undefined, run };
}
