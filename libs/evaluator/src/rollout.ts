import type { EvaluationContext, Rollout, Schedule } from '@burgee/contracts';
import { idReader, type EvaluateOptions } from './context.ts';
import { rolloutBucketer } from './hash.ts';
import type { RandomBucket } from './random.ts';

/**
 * What a rollout says of a context, as one number, because an object would be one more allocation on the hot path:
 * - a bucket (0 or more): included by its hash
 * - `~bucket` (negative): excluded by its hash
 * - `EVERYBODY` or `NOBODY`: decided without a hash
 */
export type RolloutDecision = number;
/** Both lie beyond any bucket, and are small integers so that decisions stay unboxed. */
export const EVERYBODY: RolloutDecision = 2 ** 30 - 1;
export const NOBODY: RolloutDecision = ~EVERYBODY;

export const isIncluded = (decision: RolloutDecision) => decision >= 0;
export const wasHashed = (decision: RolloutDecision) => decision !== EVERYBODY && decision !== NOBODY;
/** The bucket of a decision that was hashed. */
export const bucketOfDecision = (decision: RolloutDecision) => (decision >= 0 ? decision : ~decision);

export type CompiledRollout = {
  /** What it decides for every context at every instant, where that is so. */
  readonly settled?: typeof EVERYBODY | typeof NOBODY;
  decide(context: EvaluationContext, options: EvaluateOptions): RolloutDecision;
  percentageAt(now: number): number;
};

/** `draw` makes the random draw where the rollout needs one. */
export function compileRollout(rollout: Rollout, flagSalt: string, draw: () => RandomBucket): CompiledRollout {
  const { schedule } = rollout;
  if (schedule.kind === 'fixed') {
    const { percentage } = schedule;
    const percentageAt = () => percentage;
    if (percentage <= 0) return { settled: NOBODY, decide: () => NOBODY, percentageAt };
    if (percentage >= 100) return { settled: EVERYBODY, decide: () => EVERYBODY, percentageAt };
    const bucketFor = compileBucketing(rollout, flagSalt, draw);
    const included = toBuckets(percentage);
    return { decide: (context, options) => compare(bucketFor(context, options), included), percentageAt };
  }
  const percentageAt = compileSchedule(schedule);
  const bucketFor = compileBucketing(rollout, flagSalt, draw);
  return {
    decide: (context, options) => {
      const percentage = percentageAt(options.now);
      if (percentage <= 0) return NOBODY;
      if (percentage >= 100) return EVERYBODY;
      return compare(bucketFor(context, options), toBuckets(percentage));
    },
    percentageAt,
  };
}

function compare(found: RolloutDecision, included: number): RolloutDecision {
  return found < included || !wasHashed(found) ? found : ~found;
}

/** Gives the bucket of a context, or what is decided without one. */
function compileBucketing(
  { bucketBy, algorithm, salt, missing }: Rollout,
  flagSalt: string,
  draw: () => RandomBucket,
): (context: EvaluationContext, options: EvaluateOptions) => RolloutDecision {
  const idOf = idReader(bucketBy);
  const bucketOfId = rolloutBucketer(algorithm, salt ?? flagSalt);
  const randomBucket = missing === 'random' ? draw() : undefined;
  const otherwise = missing === 'included' ? EVERYBODY : NOBODY;
  return (context, options) => {
    const id = idOf(context);
    if (id !== undefined) return bucketOfId(id);
    if (randomBucket && options.random !== undefined) return randomBucket(options.random);
    return otherwise;
  };
}

/** How many buckets a percentage owns. 1.001 * 1000 is 1000.9999999999999: rounded where a thousandth is meant, left alone on a ramp. */
function toBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : buckets;
}

function compileSchedule(schedule: Exclude<Schedule, { kind: 'fixed' }>): (now: number) => number {
  if (schedule.kind === 'ramp') {
    const { from, to } = schedule;
    const [start, end] = [Date.parse(schedule.startAt), Date.parse(schedule.endAt)];
    return (now) => {
      if (now <= start) return from;
      if (now >= end) return to;
      return from + ((to - from) * (now - start)) / (end - start);
    };
  }
  const steps = schedule.steps
    .map(({ at, percentage }) => ({ at: Date.parse(at), percentage }))
    .sort((a, b) => a.at - b.at);
  return (now) => steps.findLast((step) => step.at <= now)?.percentage ?? 0;
}
