import { DomainError } from '@burgee/contracts';
import type { Place } from './change-ruleset.ts';
import { databaseUnavailable } from './failures.ts';

/**
 * The writes of this process that wait to begin. Correctness rests on the locks in the database, since other servers write
 * too; turns decide who waits here, without a connection, and who is told early that it would be too late.
 *
 * - Each environment has a queue of its own, so one whose rows are locked holds two connections, never the pool.
 * - At most two writes of an environment are under way: one works while the next waits for its lock, so the lock passes on
 *   without a round trip to a distant database.
 * - Entries that cannot finish before their deadline are refused before any work.
 */
export type Turns = {
  /**
   * Waits for a turn in each of `places`, for at most `leftMs`.
   *
   * @throws DomainError BUSY; DATABASE_UNAVAILABLE if the write before could not reach the database.
   */
  take(places: readonly Place[], leftMs: number): Promise<Turn>;
};

export type Turn = {
  /** Must be called once. Only writes that succeeded say how long one takes. */
  end(outcome: 'done' | 'failed' | 'unavailable'): void;
  /** For long work that the database answers step by step. */
  renew(leftMs: number): void;
  /** For a write whose deadline passes while it is under way. */
  refusal(): DomainError;
};

type Entry = { readonly places: readonly Place[]; readonly begin: () => void };

/** The writes of one environment, or of access. */
type Queue = { running: Set<Running>; waiting: number; durations: number[]; isUnreachable: boolean };

/** @property silentAt when PostgreSQL would have reported a lock that is not free, or an answer is missing. */
type Running = { silentAt: number };

/** Writes under way at once: the pool has room for these and for chores. */
export const MAX_TURNS = 8;
const PER_PLACE = 2;
/** The share of a write's remaining time after which no answer counts as silence. Locks time out a little earlier: see `takePlaces`. */
const SILENT_SHARE = 0.9;
/** A slow answer is not a missing one. */
const MIN_SILENCE_MS = 1_000;
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

  function take(places: readonly Place[], leftMs: number): Promise<Turn> {
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
      const begin = () => {
        leaveQueue();
        resolve({ ...start(own, endsAt - clock()), refusal });
      };
      const entry = { places, begin };
      const timer = setTimeout(() => {
        leaveQueue();
        reject(refusal());
      }, leftMs - needsMs);
      waiting.add(entry);
      for (const queue of own) queue.waiting++;
      if (mayBegin(places) && own.every((queue) => queue.waiting === 1)) begin();
    });
  }

  function start(own: readonly Queue[], leftMs: number): Omit<Turn, 'refusal'> {
    const begun = clock();
    const silentAfter = (ms: number) => clock() + Math.max(ms * SILENT_SHARE, MIN_SILENCE_MS);
    const turn: Running = { silentAt: silentAfter(leftMs) };
    running++;
    for (const queue of own) queue.running.add(turn);
    return {
      renew: (ms) => {
        turn.silentAt = silentAfter(ms);
      },
      end: (outcome) => {
        running--;
        for (const queue of own) {
          queue.running.delete(turn);
          queue.isUnreachable = outcome === 'unavailable';
          if (outcome === 'done') queue.durations = [...queue.durations, clock() - begun].slice(-REMEMBERED);
        }
        beginAllThatMay();
      },
    };
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

/** Names the first of `places`: most writes have one. */
export function busy([environment = null]: readonly Place[], retryAfterSec = 1): DomainError {
  return new DomainError({ code: 'BUSY', environment, retryAfterSec });
}
