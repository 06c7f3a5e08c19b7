import type { Place } from './change-ruleset.ts';
import type { WriteOptions } from './database.ts';
import { databaseUnavailable, type Deadline, isUnavailable, withinDeadline } from './failures.ts';
import { inOrder } from './lock-places.ts';
import { CommitAlone } from './shared-transaction.ts';
import type { Turn, Turns } from './turns.ts';

/** A deadline that reports the remaining time. */
export type TimedDeadline = Deadline & {
  readonly leftMs: () => number;
  /** Called before the commit is sent: from then on, a missed deadline does not mean that nothing has changed. */
  readonly willCommit: () => void;
};

/** The part of a turn that a write needs. */
export type TurnToWrite = Pick<Turn, 'transaction' | 'handOver'>;

type WriteInTurnOptions = {
  readonly turns: Turns;
  readonly places: readonly Place[];
  readonly mayShare: boolean;
  readonly deadlineMs: number;
};

/** For writes that lock no place. */
export const NO_PLACES: WriteOptions = { places: [], mayShare: false };

/** Time to refuse a write whose turn does not come, in milliseconds, so that it gets the reason before its deadline. */
const MARGIN_MS = 20;

/** Runs `write` within a deadline that includes the wait for its turn. */
export function writeInTurn<T>(
  { turns, places, mayShare, deadlineMs }: WriteInTurnOptions,
  write: (deadline: TimedDeadline, turn?: TurnToWrite) => Promise<T>,
): Promise<T> {
  let endsAt = performance.now() + deadlineMs;
  const leftMs = () => endsAt - performance.now();
  let turn: Turn | undefined;
  let isCommitting = false;

  const work = async (deadline: Deadline): Promise<T> => {
    const { isTooLate } = deadline;
    const renew = () => {
      deadline.renew();
      endsAt = performance.now() + deadlineMs;
      turn?.renew(deadlineMs);
    };
    const willCommit = () => void (isCommitting = true);
    const timed = { isTooLate, leftMs, renew, willCommit };
    if (places.length === 0) return write(timed);
    return mayShare ? inTurn(timed, true).catch((error: unknown) => retryAlone(timed, error)) : inTurn(timed, false);
  };

  async function inTurn(timed: TimedDeadline, isShared: boolean): Promise<T> {
    const taken = await turns.take(inOrder(places), leftMs() - MARGIN_MS, isShared);
    turn = taken;
    try {
      const result = await write(timed, taken);
      taken.end('done');
      return result;
    } catch (error) {
      taken.end(isUnavailable(error) ? 'unavailable' : 'failed');
      throw error;
    }
  }

  function retryAlone(timed: TimedDeadline, error: unknown): Promise<T> {
    if (!(error instanceof CommitAlone) || timed.isTooLate()) throw error;
    isCommitting = false;
    return inTurn(timed, false);
  }

  return withinDeadline(deadlineMs, work, () =>
    isCommitting || !turn ? databaseUnavailable(`no answer within ${deadlineMs} ms`) : turn.refusal(),
  );
}
