import type { Place } from './change-ruleset.ts';
import { databaseUnavailable, isUnavailable, withinDeadline, type Deadline } from './failures.ts';
import { inOrder } from './take-places.ts';
import type { Turn, Turns } from './turns.ts';

/** A deadline that knows how much of it is left. */
export type TimedDeadline = Deadline & { readonly leftMs: () => number };

type InTurn = {
  readonly turns: Turns;
  readonly places: readonly Place[];
  readonly deadlineMs: number;
};

/** Left for the refusal of a write whose turn does not come, in milliseconds: it must be told why before its deadline. */
const MARGIN_MS = 20;

/** Runs `write` within a deadline that includes the wait for its turn. */
export function writeInTurn<T>(
  { turns, places, deadlineMs }: InTurn,
  write: (deadline: TimedDeadline) => Promise<T>,
): Promise<T> {
  let endsAt = performance.now() + deadlineMs;
  const leftMs = () => endsAt - performance.now();
  let turn: Turn | undefined;
  const work = async (deadline: Deadline): Promise<T> => {
    const renew = () => {
      deadline.renew();
      endsAt = performance.now() + deadlineMs;
    };
    const { isTooLate } = deadline;
    if (places.length === 0) return write({ isTooLate, leftMs, renew });
    const taken = await turns.take(inOrder(places), leftMs() - MARGIN_MS);
    turn = taken;
    const renewTurn = () => {
      renew();
      taken.renew(deadlineMs);
    };
    try {
      const result = await write({ isTooLate, leftMs, renew: renewTurn });
      taken.end('done');
      return result;
    } catch (error) {
      taken.end(isUnavailable(error) ? 'unavailable' : 'failed');
      throw error;
    }
  };
  return withinDeadline(
    deadlineMs,
    work,
    () => turn?.refusal() ?? databaseUnavailable(`no answer within ${deadlineMs} ms`),
  );
}
