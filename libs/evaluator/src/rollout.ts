import { BUCKETS, type EvaluationContext, type Rollout, type RolloutBasis } from '@burgee/contracts';
import { type Attribute, compileAttributes, type EvaluateOptions, hashableId } from './context.ts';
import { type Bucketing, bucketOfId, rolloutBucketing } from './hash.ts';
import type { Draw } from './random.ts';
import { checkedPercentage, type CompiledSchedule, compileSchedule, firstDecisionChange } from './schedule.ts';

/**
 * The decision of a rollout about a context. A number, because an object would be one more allocation on the hot path:
 * - a bucket (0 or more): included by its hash
 * - `~bucket` (negative): excluded by its hash
 * - one of the constants below: decided without a hash
 */
export type RolloutDecision = number;
/** The percentage is 100 or more. All three are beyond any bucket, and small integers so that decisions stay unboxed. */
export const EVERYBODY: RolloutDecision = 2 ** 30 - 1;
/** The context has none of the attributes, and the rollout includes such contexts. */
const UNIDENTIFIED: RolloutDecision = 2 ** 30 - 2;
/** The percentage is 0 or less, or the context has none of the attributes. */
export const NOBODY: RolloutDecision = ~EVERYBODY;

export const isIncluded = (decision: RolloutDecision) => decision >= 0;

/** The bucket that decided, if a hash did. */
export function decidingBucket(decision: RolloutDecision): number | undefined {
  const bucket = decision >= 0 ? decision : ~decision;
  return bucket < BUCKETS ? bucket : undefined;
}

/** A decision if it is the same for every context and instant, otherwise the data that determines it. */
export type CompiledRollout = RolloutDecision | PartialRollout;

type PartialRollout = {
  /** Number of buckets that a fixed percentage owns. */
  readonly buckets: number;
  /** Replaces `buckets` if the percentage depends on the instant. */
  readonly schedule: CompiledSchedule | undefined;
  readonly bucketBy: readonly Attribute[];
  readonly bucketing: Bucketing;
  /** The decision for a context with none of the attributes, unless a random draw decides. */
  readonly unidentified: RolloutDecision;
  readonly draw: Draw | undefined;
};

/** `draw` creates the random draw if the rollout needs one. @throws BrokenConfig if it cannot be evaluated. */
export function compileRollout(rollout: Rollout, flagSalt: string, draw: () => Draw): CompiledRollout {
  const { schedule, bucketBy, algorithm, salt, missing } = rollout;
  const isFixed = schedule.kind === 'fixed';
  const buckets = isFixed ? ownedBuckets(checkedPercentage(schedule.percentage)) : 0;
  if (isFixed && buckets <= 0) return NOBODY;
  if (isFixed && buckets >= BUCKETS) return EVERYBODY;
  return {
    buckets,
    schedule: isFixed ? undefined : compileSchedule(schedule),
    bucketBy: compileAttributes(bucketBy),
    bucketing: rolloutBucketing(algorithm, salt ?? flagSalt),
    unidentified: missing === 'included' ? UNIDENTIFIED : NOBODY,
    draw: missing === 'random' ? draw() : undefined,
  };
}

export function percentageAt(rollout: CompiledRollout, now: number): number {
  if (typeof rollout === 'number') return rollout === EVERYBODY ? 100 : 0;
  return rollout.schedule ? rollout.schedule.percentageAt(now) : rollout.buckets / 1000;
}

export function decideRollout(
  rollout: CompiledRollout,
  context: EvaluationContext,
  options: EvaluateOptions,
): RolloutDecision {
  return typeof rollout === 'number' ? rollout : decidePartial(rollout, context, options);
}

function decidePartial(rollout: PartialRollout, context: EvaluationContext, options: EvaluateOptions): RolloutDecision {
  const { schedule } = rollout;
  const buckets = schedule ? ownedBuckets(schedule.percentageAt(options.now)) : rollout.buckets;
  if (buckets <= 0) return NOBODY;
  if (buckets >= BUCKETS) return EVERYBODY;
  return decideBucket(rollout, bucketFor(rollout, context, options.random), buckets);
}

/** `undefined` if the context has none of the attributes and no random draw replaces them. */
function bucketFor(
  rollout: PartialRollout,
  context: EvaluationContext,
  random: number | undefined,
): number | undefined {
  const id = hashableId(rollout.bucketBy, context);
  return id === undefined ? rollout.draw?.(random) : bucketOfId(rollout.bucketing, id);
}

function decideBucket(rollout: PartialRollout, bucket: number | undefined, buckets: number): RolloutDecision {
  if (bucket === undefined) return rollout.unidentified;
  return bucket < buckets ? bucket : ~bucket;
}

/** Whether the decision about some context depends on the instant. */
export function isScheduled(rollout: CompiledRollout): rollout is PartialRollout & { schedule: CompiledSchedule } {
  return typeof rollout !== 'number' && rollout.schedule !== undefined;
}

/**
 * The first millisecond after `options.now` at which the decision about `context` differs from the one at that instant;
 * `before` if that is not earlier than `before`. A ramp counts only when it reaches this context's own bucket.
 */
export function nextRolloutChange(
  rollout: CompiledRollout,
  context: EvaluationContext,
  options: EvaluateOptions,
  before: number,
): number {
  if (!isScheduled(rollout)) return before;
  const bucket = bucketFor(rollout, context, options.random);
  return firstDecisionChange(rollout.schedule, options.now, before, (percentage) => {
    const buckets = ownedBuckets(percentage);
    if (buckets <= 0) return NOBODY;
    return buckets >= BUCKETS ? EVERYBODY : decideBucket(rollout, bucket, buckets);
  });
}

/** The reason for the decision of `decideRollout`. */
export function rolloutBasis(
  rollout: CompiledRollout,
  context: EvaluationContext,
  { now }: EvaluateOptions,
  decision: RolloutDecision,
): RolloutBasis {
  if (decision === EVERYBODY) return 'everyone';
  if (typeof rollout === 'number') return 'no one';
  const isIdentified = hashableId(rollout.bucketBy, context) !== undefined;
  if (decidingBucket(decision) !== undefined) return isIdentified ? 'hash' : 'random';
  return isIdentified || ownedBuckets(percentageAt(rollout, now)) <= 0 ? 'no one' : 'no id';
}

/** The attributes to hash, of which the first that is present is used. */
export function hashedAttributes(rollout: CompiledRollout): readonly string[] {
  return typeof rollout === 'number' ? [] : rollout.bucketBy.map(({ name }) => name);
}

/** Number of buckets that a percentage owns. Rounds 2.007 * 1000, which is 2007.0000000000002, but not values on a ramp. */
function ownedBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : buckets;
}
