import type { Schedule } from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';
import { requireInstant } from './instant.ts';

/** A percentage that changes over time. */
export type CompiledSchedule = {
  percentageAt(now: number): number;
  /**
   * The instants of the steps, or the start and end of the ramp, in ascending order. Between two of them the percentage
   * only rises or only falls, the second one included; after the last one it is constant.
   */
  readonly turns: readonly number[];
};

/** @throws BrokenConfig if an instant or a percentage cannot be read. */
export function compileSchedule(schedule: Exclude<Schedule, { kind: 'fixed' }>): CompiledSchedule {
  switch (schedule.kind) {
    case 'steps': {
      const steps = schedule.steps
        .map(({ at, percentage }) => ({ at: requireInstant(at), percentage: checkedPercentage(percentage) }))
        .sort((a, b) => a.at - b.at);
      return {
        percentageAt: (now) => steps.findLast((step) => step.at <= now)?.percentage ?? 0,
        turns: steps.map(({ at }) => at),
      };
    }
    case 'ramp': {
      const [from, to] = [checkedPercentage(schedule.from), checkedPercentage(schedule.to)];
      const [start, end] = [requireInstant(schedule.startAt), requireInstant(schedule.endAt)];
      return {
        percentageAt: (now) => {
          if (now <= start) return from;
          if (now >= end) return to;
          return from + ((to - from) * (now - start)) / (end - start);
        },
        turns: [start, end],
      };
    }
    default:
      throw new BrokenConfig('the rollout has no schedule');
  }
}

/** The percentage of a schedule at `now`, in milliseconds since 1970. A schedule that cannot be read includes no one: 0. */
export function schedulePercentage(schedule: Schedule, now: number): number {
  try {
    if (schedule.kind === 'fixed') return checkedPercentage(schedule.percentage);
    return compileSchedule(schedule).percentageAt(now);
  } catch (error) {
    if (error instanceof BrokenConfig) return 0;
    throw error;
  }
}

/** @throws BrokenConfig if it is not a finite number. */
export function checkedPercentage(percentage: number): number {
  if (!Number.isFinite(percentage)) throw new BrokenConfig('the rollout has no percentage');
  return percentage;
}

/**
 * The first millisecond after `after` at which `decide` returns a different decision than at `after`; `before` if that is
 * not earlier than `before`.
 *
 * Searches instead of solving the ramp's formula for time: the percentage is rounded when it is computed, and only the same
 * computation determines on which side of a bucket an instant lies.
 *
 * @param decide maps a percentage to a decision, and never returns to a previous decision while percentages rise or fall.
 */
export function firstDecisionChange(
  { percentageAt, turns }: CompiledSchedule,
  after: number,
  before: number,
  decide: (percentage: number) => unknown,
): number {
  const current = decide(percentageAt(after));
  const differs = (instant: number) => decide(percentageAt(instant)) !== current;
  let low = Math.floor(after);
  for (const turn of turns) {
    if (turn <= low) continue;
    const high = Math.min(turn, before);
    if (differs(high)) return firstBetween(low, high, differs);
    if (high === before) return before;
    low = turn;
  }
  return before;
}

/** The first integer above `low` for which `differs` holds. It must hold for `high` and every integer after the first. */
function firstBetween(low: number, high: number, differs: (instant: number) => boolean): number {
  // A step changes nothing before its instant.
  if (!differs(high - 1)) return high;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (differs(middle)) high = middle;
    else low = middle;
  }
  return high;
}
