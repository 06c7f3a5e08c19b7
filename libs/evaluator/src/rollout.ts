import type { EvaluationContext, Rollout, Schedule } from '@burgee/contracts';
import { idReader, type EvaluateOptions } from './context.ts';
import { rolloutBucketer } from './hash.ts';
import { type RandomBucket } from './random.ts';

/**
 * What a rollout says of a context, as one number, because an object would be the only allocation of the hot path:
 * - a bucket (0 or more): included by its hash
 * - `~bucket` (negative): excluded by its hash
 * - `EVERYBODY` or `NOBODY`: decided without a hash
 */
export type RolloutDecision = number;
export const EVERYBODY: RolloutDecision = Infinity;
export const NOBODY: RolloutDecision = -Infinity;

export const isIncluded = (decision: RolloutDecision) => decision >= 0;
export const wasHashed = (decision: RolloutDecision) => decision !== EVERYBODY && decision !== NOBODY;
/** The bucket of a decision that was hashed. */
export const bucketOfDecision = (decision: RolloutDecision) => (decision >= 0 ? decision : ~decision);

export type CompiledRollout = {
  decide(context: EvaluationContext, options: EvaluateOptions): RolloutDecision;
  percentageAt(now: number): number;
};

export function compileRollout(rollout: Rollout, flagSalt: string, randomBucket: RandomBucket): CompiledRollout {
  const percentageAt = compileSchedule(rollout.schedule);
  const idOf = idReader(rollout.bucketBy);
  const bucket = rolloutBucketer(rollout.algorithm, rollout.salt ?? flagSalt);

  function bucketFor(context: EvaluationContext, options: EvaluateOptions): RolloutDecision {
    const id = idOf(context);
    if (id !== undefined) return bucket(id);
    if (rollout.missing === 'included') return EVERYBODY;
    if (rollout.missing === 'excluded' || options.random === undefined) return NOBODY;
    return randomBucket(options.random);
  }

  function decide(context: EvaluationContext, options: EvaluateOptions): RolloutDecision {
    const percentage = percentageAt(options.now);
    if (percentage <= 0) return NOBODY;
    if (percentage >= 100) return EVERYBODY;
    const found = bucketFor(context, options);
    if (!wasHashed(found)) return found;
    return found < toBuckets(percentage) ? found : ~found;
  }

  return { decide, percentageAt };
}

/** How many buckets a percentage owns. 1.001 * 1000 is 1000.9999999999999: rounded where a thousandth is meant, left alone on a ramp. */
function toBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : buckets;
}

function compileSchedule(schedule: Schedule): (now: number) => number {
  if (schedule.kind === 'fixed') {
    const { percentage } = schedule;
    return () => percentage;
  }
  if (schedule.kind === 'ramp') {
    const { from, to } = schedule;
    const [start, end] = [Date.parse(schedule.startAt), Date.parse(schedule.endAt)];
    return (now) => {
      if (now <= start) return from;
      if (now >= end) return to;
      return from + ((to - from) * (now - start)) / (end - start);
    };
  }
  const steps = schedule.steps.map(({ at, percentage }) => ({ at: Date.parse(at), percentage })).sort((a, b) => a.at - b.at);
  return (now) => steps.findLast((step) => step.at <= now)?.percentage ?? 0;
}
