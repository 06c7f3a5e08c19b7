import { DomainError } from '@burgee/contracts';
import type { Place } from './change-ruleset.ts';
import { databaseUnavailable } from './failures.ts';
import type { SharedTransaction } from './shared-transaction.ts';

/**
 * Queues the writes of this process. Correctness depends on locks in the database, since other servers write too; turns decide
 * which writes wait here, without a connection, and which are refused early because they would miss their deadline.
 *
 * - Each environment has its own queue, so an environment with locked rows occupies two connections, never the whole pool.
 * - At most two writes of an environment run at once: one works while the next waits for its lock, so that the lock passes on
 *   without a round trip to a distant database.
 * - A write may hand over its transaction to the next one in the queue, so that several commit together.
 * - Writes that cannot finish before their deadline are refused before they start.
 */
export type Turns = {
  /**
   * Waits for a turn in each of `places`, for at most `leftMs`.
   *
   * @param mayShare whether the write may continue the transaction of the previous one, and hand over its own.
   * @throws DomainError BUSY; DATABASE_UNAVAILABLE if the previous write could not reach the database.
   */
  take(places: readonly Place[], leftMs: number, mayShare: boolean): Promise<Turn>;
};

export type Turn = {
  /** The transaction that the previous write handed over. */
  readonly transaction?: SharedTransaction;
  /** Hands the turn and the transaction to the next write, if one waits that may share them and time is left. */
  handOver(transaction: SharedTransaction): boolean;
  /** Must be called exactly once. Only successful writes that were not renewed count for the expected duration. */
  end(outcome: Outcome): void;
  /** Extends the turn, for long work to which the database responds step by step. */
  renew(leftMs: number): void;
  /** Returns the error for a write that misses its deadline while it runs. */
  refusal(): DomainError;
};

type Outcome = 'done' | 'failed' | 'unavailable';

type Entry = {
  readonly places: readonly Place[];
  readonly mayShare: boolean;
  readonly endsAt: number;
  readonly begin: () => void;
  readonly join: (running: Running, transaction: SharedTransaction) => void;
};

/** The writes of one environment, or of access. */
type Queue = { running: Set<Running>; waiting: number; durations: Duration[]; isUnreachable: boolean };

/** The duration of a transaction that succeeded, with its share for each of its writes. */
type Duration = { readonly ms: number; readonly perWriteMs: number };

/** The writes of one transaction. */
type Running = {
  readonly begunAt: number;
  /** After this time, the database counts as unreachable: it would have reported a lock timeout earlier. */
  silentAt: number;
  writes: number;
  /** Whether it works in steps, and may take longer than the deadline of a request. */
  isLong: boolean;
  /** The time of the first handover. */
  handedOverAt: number | undefined;
};

/** The number of writes that may run at once. The pool has connections for these and for writes that lock no place. */
export const MAX_TURNS = 8;
const PER_PLACE = 2;
/** The share of a write's remaining time after which the database counts as silent. Lock timeouts are shorter. */
const SILENT_SHARE = 0.9;
/** A slow database is not a silent one. */
const MIN_SILENCE_MS = 1_000;
/** Writes join a transaction for this long: other servers and the audit trail wait for its commit. */
const SHARED_MS = 25;
/** Writes with less time left commit alone: one that misses its deadline takes its whole transaction back. */
const MIN_SHARED_LEFT_MS = 300;
/** From this number on, environments get one turn each, so that a few locked ones leave turns to the others. */
const CROWDED_TURNS = MAX_TURNS / 2;
/** More than can finish within any deadline. */
const MAX_WAITING = 1_000;
/** The number of recent writes from which durations are estimated. */
const MAX_DURATIONS = 16;

/** @param clock milliseconds that only go forward. */
export function createTurns(clock: () => number = () => performance.now()): Turns {
  const queues = new Map<Place, Queue>();
  const waiting = new Set<Entry>();
  let running = 0;

  function getQueue(place: Place): Queue {
    const queue = queues.get(place) ?? { running: new Set(), waiting: 0, durations: [], isUnreachable: false };
    queues.set(place, queue);
    return queue;
  }

  function mayBegin(places: readonly Place[]): boolean {
    return places.map(getQueue).every((queue) => {
      if (queue.running.size === 0) return running < MAX_TURNS;
      return queue.running.size < PER_PLACE && running < CROWDED_TURNS;
    });
  }

  function beginWaitingWrites(): void {
    for (const entry of waiting) {
      if (running >= MAX_TURNS) return;
      if (mayBegin(entry.places)) entry.begin();
    }
  }

  function isUnreachable(queue: Queue): boolean {
    return queue.isUnreachable || [...queue.running].some(({ silentAt }) => silentAt < clock());
  }

  function take(places: readonly Place[], leftMs: number, mayShare: boolean): Promise<Turn> {
    const own = places.map(getQueue);
    const refusal = () => (own.some(isUnreachable) ? databaseUnavailable() : busyError(places, retryAfterSec(own)));
    const endsAt = clock() + leftMs;
    const needsMs = Math.max(...own.map((queue) => fastest(queue, 'ms')));
    if (Math.max(...own.map(shortestWaitMs)) + needsMs > leftMs) return Promise.reject(refusal());
    return new Promise((resolve, reject) => {
      const leaveQueue = () => {
        clearTimeout(timer);
        waiting.delete(entry);
        for (const queue of own) queue.waiting--;
      };
      const createTurn = (running: Running): Turn => ({
        handOver: (transaction) => mayShare && hasTimeToShare(endsAt) && handOver(places, running, transaction),
        renew: (ms) => {
          running.silentAt = silentAfter(ms);
          running.isLong = true;
        },
        end: () => undefined,
        refusal,
      });
      const begin = () => {
        leaveQueue();
        const begun = start(own, endsAt - clock());
        resolve({ ...createTurn(begun), end: (outcome) => end(own, begun, outcome) });
      };
      const join = (running: Running, transaction: SharedTransaction) => {
        leaveQueue();
        resolve({ ...createTurn(running), transaction });
      };
      const entry = { places, mayShare, endsAt, begin, join };
      const timer = setTimeout(() => {
        leaveQueue();
        reject(refusal());
      }, leftMs - needsMs);
      waiting.add(entry);
      for (const queue of own) queue.waiting++;
      if (mayBegin(places) && own.every((queue) => queue.waiting === 1)) begin();
    });
  }

  const hasTimeToShare = (endsAt: number) => endsAt - clock() >= MIN_SHARED_LEFT_MS;
  const silentAfter = (ms: number) => clock() + Math.max(ms * SILENT_SHARE, MIN_SILENCE_MS);

  function start(own: readonly Queue[], leftMs: number): Running {
    const turn = { begunAt: clock(), silentAt: silentAfter(leftMs), writes: 1, isLong: false, handedOverAt: undefined };
    running++;
    for (const queue of own) queue.running.add(turn);
    return turn;
  }

  function handOver(places: readonly Place[], turn: Running, transaction: SharedTransaction): boolean {
    turn.handedOverAt ??= clock();
    if (clock() - turn.handedOverAt >= SHARED_MS) return false;
    const next = [...waiting].find((entry) => hasSamePlaces(entry.places, places) && hasTimeToShare(entry.endsAt));
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
      // Otherwise, one change that took longer than a deadline would have all later writes refused.
      if (outcome === 'done' && !turn.isLong) {
        const ms = clock() - turn.begunAt;
        queue.durations = [...queue.durations, { ms, perWriteMs: ms / turn.writes }].slice(-MAX_DURATIONS);
      }
    }
    beginWaitingWrites();
  }

  return { take };
}

/** Zero until a write has succeeded, so that no write is refused on a guess. */
function fastest({ durations }: Queue, unit: keyof Duration): number {
  return durations.length === 0 ? 0 : Math.min(...durations.map((duration) => duration[unit]));
}

/** The wait if every queued write were as fast as the fastest recent one: a write that is late even then is certainly late. */
function shortestWaitMs(queue: Queue): number {
  if (queue.waiting >= MAX_WAITING) return Infinity;
  return (queue.waiting * fastest(queue, 'perWriteMs')) / PER_PLACE;
}

const MAX_RETRY_AFTER_SEC = 30;

/** The time until the writes that wait now are done, at the recent pace. */
function retryAfterSec(own: readonly Queue[]): number {
  const waitsMs = own.map(({ durations, waiting, running }) => {
    const sum = durations.reduce((total, { perWriteMs }) => total + perWriteMs, 0);
    return durations.length === 0 ? 0 : ((sum / durations.length) * (waiting + running.size)) / PER_PLACE;
  });
  return Math.min(MAX_RETRY_AFTER_SEC, Math.max(1, Math.ceil(Math.max(...waitsMs) / 1_000)));
}

function hasSamePlaces(one: readonly Place[], other: readonly Place[]): boolean {
  return one.length === other.length && one.every((place, index) => place === other[index]);
}

/** Reports the first of `places`: most writes have only one. */
export function busyError([environment = null]: readonly Place[], retryAfterSec = 1): DomainError {
  return new DomainError({ code: 'BUSY', environment, retryAfterSec });
}
