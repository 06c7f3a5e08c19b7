import { BUCKETS, type Rollout } from '@burgee/contracts';
import { ownedBuckets, schedulePercentage } from '@burgee/evaluator';
import { Unmappable } from './unmappable.ts';

/** The share of a rollout while it does not change: everyone, or a whole percentage by Unleash's hash. 0 includes nobody. */
type Share = 'everyone' | number;

/** @param from the first millisecond. @param until the first millisecond after. */
export type Period = { readonly from: number; readonly until: number; readonly share: Share };

/** The periods of a rollout in ascending order, from the beginning to the end of time. @throws Unmappable */
export function periodsOf(rollout: Rollout): readonly Period[] {
  const shareAt = (instant: number) => shareOf(rollout, schedulePercentage(rollout.schedule, instant));
  const periods: Period[] = [];
  let [from, searched] = [-Infinity, -Infinity];
  for (const turn of turnsOf(rollout)) {
    // The percentage is constant until the first turn.
    let until = firstChange(shareAt, searched === -Infinity ? turn - 1 : searched, turn);
    for (; until !== undefined; until = firstChange(shareAt, from, turn)) {
      periods.push({ from, until, share: shareAt(from) });
      from = until;
    }
    searched = turn;
  }
  return [...periods, { from, until: Infinity, share: shareAt(from) }];
}

/** Between two of these instants, the percentage only rises or only falls, the second one included. */
function turnsOf({ schedule }: Rollout): number[] {
  if (schedule.kind === 'fixed') return [];
  const texts = schedule.kind === 'ramp' ? [schedule.startAt, schedule.endAt] : schedule.steps.map(({ at }) => at);
  return texts.map((text) => Date.parse(text)).sort((a, b) => a - b);
}

/** The first millisecond after `low`, and up to `high`, with another share than at `low`. */
function firstChange(shareAt: (instant: number) => Share, low: number, high: number): number | undefined {
  const current = shareAt(low);
  if (high <= low || shareAt(high) === current) return undefined;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (shareAt(middle) === current) low = middle;
    else high = middle;
  }
  return high;
}

function shareOf({ algorithm, missing, bucketBy, schedule }: Rollout, percentage: number): Share {
  const buckets = ownedBuckets(percentage);
  if (buckets <= 0) return 0;
  if (buckets >= BUCKETS) return 'everyone';
  if (algorithm !== 'unleash') {
    throw new Unmappable(
      `A rollout at ${percentage}% uses the hash ${algorithm}, and Unleash's SDKs have only their own.`,
    );
  }
  if (missing === 'included') {
    throw new Unmappable(`A rollout at ${percentage}% includes everyone without an id, which Unleash cannot do.`);
  }
  if (missing === 'random' && schedule.kind !== 'ramp' && !Number.isInteger(percentage)) {
    throw new Unmappable(`A rollout is at ${percentage}%, and Unleash has whole percentages only.`);
  }
  if (missing === 'excluded' && bucketBy.length === 0) return 0;
  // The evaluator compares the last bucket of each hundredth.
  return Math.ceil((buckets + 1) / 1000) - 1;
}
