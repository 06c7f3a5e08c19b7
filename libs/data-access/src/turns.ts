import { DomainError } from '@burgee/contracts';
import type { Place } from './change-ruleset.ts';
import { databaseUnavailable } from './failures.ts';
import type { SharedTransaction } from './shared-transaction.ts';

/**
 * The writes of this process that wait to begin. Correctness rests on the locks in the database, since other servers write
 * too; turns decide who waits here, without a connection, and who is told early that it would be too late.
 *
 * - Each environment has a queue of its own, so one whose rows are locked holds two connections, never the pool.
 * - At most two writes of an environment are under way: one works while the next waits for its lock, so the lock passes on
 *   without a round trip to a distant database.
 * - A write may hand its transaction over to the next that waits, so that several commit together.
 * - Entries that cannot finish before their deadline are refused before any work.
 */
export type Turns = {
  /**
   * Waits for a turn in each of `places`, for at most `leftMs`.
   *
   * @param mayShare whether the write may continue the transaction of the one before it, and hand over its own.
   * @throws DomainError BUSY; DATABASE_UNAVAILABLE if the write before could not reach the database.
   */
  take(places: readonly Place[], leftMs: number, mayShare: boolean): Promise<Turn>;
};

export type Turn = {
  /** The transaction that the write before handed over. */
  readonly transaction?: SharedTransaction;
  /** Gives the turn and the transaction to the next write, if one waits that may share it and there is time. */
  handOver(transaction: SharedTransaction): boolean;
  /** Must be called once. Only writes that succeeded say how long one takes. */
  end(outcome: Outcome): void;
  /** For long work that the database answers step by step. */
  renew(leftMs: number): void;
  /** For a write whose deadline passes while it is under way. */
  refusal(): DomainError;
};

type Outcome = 'done' | 'failed' | 'unavailable';

type Entry = {
  readonly places: readonly Place[];
  readonly mayShare: boolean;
  readonly begin: () => void;
  readonly join: (running: Running, transaction: SharedTransaction) => void;
};

/** The writes of one environment, or of access. */
type Queue = { running: Set<Running>; waiting: number; durations: number[]; isUnreachable: boolean };

/**
 * The writes of one transaction.
 *
 * @property silentAt when PostgreSQL would have reported a lock that is not free, or an answer is missing.
 * @property handedOverAt when the first of them handed over.
 */
type Running = { readonly begunAt: number; silentAt: number; writes: number; handedOverAt: number | undefined };

/** Writes under way at once: the pool has room for these and for chores. */
export const MAX_TURNS = 8;
const PER_PLACE = 2;
/** The share of a write's remaining time after which no answer counts as silence. Locks time out a little earlier: see `takePlaces`. */
const SILENT_SHARE = 0.9;
/** A slow answer is not a missing one. */
const MIN_SILENCE_MS = 1_000;
/** Writes join a transaction for this long: other servers and the audit trail wait for its commit. */
const SHARED_MS = 25;
/** Above this, environments get one turn each, so that a few locked ones leave turns to the others. */
const CROWDED = MAX_TURNS / 2;
/** More than any deadline lets through. */
const MAX_WAITING = 1_000;
/** Recent writes that say how long one takes. */
const REMEMBERED = 16;

/** @param clock milliseconds that only go forward. */
export function createTurns(clock: () => number = () => performance.now()): Turns {
  const queues = new Map<Place, Queue>();
  const waiting = new Set<Entry>();
  let running = 0;

  function queueOf(place: Place): Queue {
    const queue = queues.get(place) ?? { running: new Set(), waiting: 0, durations: [], isUnreachable: false };
    queues.set(place, queue);
    return queue;
  }

  function mayBegin(places: readonly Place[]): boolean {
    return places.map(queueOf).every((queue) => {
      if (queue.running.size === 0) return running < MAX_TURNS;
      return queue.running.size < PER_PLACE && running < CROWDED;
    });
  }

  function beginAllThatMay(): void {
    for (const entry of waiting) {
      if (running >= MAX_TURNS) return;
      if (mayBegin(entry.places)) entry.begin();
    }
  }

  function isUnreachable(queue: Queue): boolean {
    return queue.isUnreachable || [...queue.running].some(({ silentAt }) => silentAt < clock());
  }

  function take(places: readonly Place[], leftMs: number, mayShare: boolean): Promise<Turn> {
    const own = places.map(queueOf);
    const refusal = () => (own.some(isUnreachable) ? databaseUnavailable() : busy(places, retryAfterSec(own)));
    const endsAt = clock() + leftMs;
    const needsMs = Math.max(...own.map(fastestOf));
    if (Math.max(...own.map(shortestWaitOf)) + needsMs > leftMs) return Promise.reject(refusal());
    return new Promise((resolve, reject) => {
      const leaveQueue = () => {
        clearTimeout(timer);
        waiting.delete(entry);
        for (const queue of own) queue.waiting--;
      };
      const turnOf = (running: Running): Turn => ({
        handOver: (transaction) => mayShare && handOver(places, running, transaction),
        renew: (ms) => void (running.silentAt = silentAfter(ms)),
        end: () => undefined,
        refusal,
      });
      const begin = () => {
        leaveQueue();
        const begun = start(own, endsAt - clock());
        resolve({ ...turnOf(begun), end: (outcome) => end(own, begun, outcome) });
      };
      const join = (running: Running, transaction: SharedTransaction) => {
        leaveQueue();
        resolve({ ...turnOf(running), transaction });
      };
      const entry = { places, mayShare, begin, join };
      const timer = setTimeout(() => {
        leaveQueue();
        reject(refusal());
      }, leftMs - needsMs);
      waiting.add(entry);
      for (const queue of own) queue.waiting++;
      if (mayBegin(places) && own.every((queue) => queue.waiting === 1)) begin();
    });
  }

  const silentAfter = (ms: number) => clock() + Math.max(ms * SILENT_SHARE, MIN_SILENCE_MS);

  function start(own: readonly Queue[], leftMs: number): Running {
    const turn = { begunAt: clock(), silentAt: silentAfter(leftMs), writes: 1, handedOverAt: undefined };
    running++;
    for (const queue of own) queue.running.add(turn);
    return turn;
  }

  function handOver(places: readonly Place[], turn: Running, transaction: SharedTransaction): boolean {
    turn.handedOverAt ??= clock();
    if (clock() - turn.handedOverAt >= SHARED_MS) return false;
    const next = [...waiting].find((entry) => isSame(entry.places, places));
    if (!next?.mayShare) return false;
    turn.writes++;
    next.join(turn, transaction);
    return true;
  }

  function end(own: readonly Queue[], turn: Running, outcome: Outcome): void {
    running--;
    for (const queue of own) {
      queue.running.delete(turn);
      queue.isUnreachable = outcome === 'unavailable';
      if (outcome === 'done') {
        queue.durations = [...queue.durations, (clock() - turn.begunAt) / turn.writes].slice(-REMEMBERED);
      }
    }
    beginAllThatMay();
  }

  return { take };
}

/** Zero until a write has succeeded: nobody is refused on a guess. */
function fastestOf({ durations }: Queue): number {
  return durations.length === 0 ? 0 : Math.min(...durations);
}

/** As if every write ahead were as fast as the fastest of late: an entry that would be late even then is certainly late. */
function shortestWaitOf(queue: Queue): number {
  if (queue.waiting >= MAX_WAITING) return Infinity;
  return (queue.waiting * fastestOf(queue)) / PER_PLACE;
}

const MAX_RETRY_AFTER_SEC = 30;

/** When those who wait now are through, at the recent pace. */
function retryAfterSec(own: readonly Queue[]): number {
  const waitsMs = own.map(({ durations, waiting, running }) => {
    const sum = durations.reduce((total, duration) => total + duration, 0);
    return durations.length === 0 ? 0 : ((sum / durations.length) * (waiting + running.size)) / PER_PLACE;
  });
  return Math.min(MAX_RETRY_AFTER_SEC, Math.max(1, Math.ceil(Math.max(...waitsMs) / 1_000)));
}

function isSame(one: readonly Place[], other: readonly Place[]): boolean {
  return one.length === other.length && one.every((place, index) => place === other[index]);
}

/** Names the first of `places`: most writes have one. */
export function busy([environment = null]: readonly Place[], retryAfterSec = 1): DomainError {
  return new DomainError({ code: 'BUSY', environment, retryAfterSec });
}
