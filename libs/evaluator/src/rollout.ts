import { BUCKETS, type EvaluationContext, type Rollout, type RolloutBasis } from '@burgee/contracts';
import { attributesOf, idOf, type Attribute, type EvaluateOptions } from './context.ts';
import { bucketOfId, rolloutBucketing, type Bucketing } from './hash.ts';
import type { Draw } from './random.ts';
import { checkedPercentage, compileSchedule, firstDecisionChange, type CompiledSchedule } from './schedule.ts';

/**
 * What a rollout says of a context, as one number, because an object would be one more allocation on the hot path:
 * - a bucket (0 or more): included by its hash
 * - `~bucket` (negative): excluded by its hash
 * - one of those below: decided without a hash
 */
export type RolloutDecision = number;
/** The percentage is 100 or more. All three lie beyond any bucket; small integers, so that decisions stay unboxed. */
export const EVERYBODY: RolloutDecision = 2 ** 30 - 1;
/** The context has none of the attributes, and the rollout includes those. */
const UNIDENTIFIED: RolloutDecision = 2 ** 30 - 2;
/** The percentage is 0 or less, or the context has none of the attributes. */
export const NOBODY: RolloutDecision = ~EVERYBODY;

export const isIncluded = (decision: RolloutDecision) => decision >= 0;

/** The bucket that decided, where a hash did. */
export function decidingBucket(decision: RolloutDecision): number | undefined {
  const bucket = decision >= 0 ? decision : ~decision;
  return bucket < BUCKETS ? bucket : undefined;
}

/** The decision for every context at every instant, where there is one; else what it takes to decide. */
export type CompiledRollout = RolloutDecision | PartialRollout;

type PartialRollout = {
  /** How many buckets a fixed percentage owns. */
  readonly buckets: number;
  /** Instead of it, where the percentage depends on the instant. */
  readonly schedule: CompiledSchedule | undefined;
  readonly bucketBy: readonly Attribute[];
  readonly bucketing: Bucketing;
  /** Of a context with none of the attributes, where a random draw does not decide. */
  readonly unidentified: RolloutDecision;
  readonly draw: Draw | undefined;
};

/** `draw` makes the random draw where the rollout needs one. @throws BrokenConfig where it cannot be evaluated. */
export function compileRollout(rollout: Rollout, flagSalt: string, draw: () => Draw): CompiledRollout {
  const { schedule, bucketBy, algorithm, salt, missing } = rollout;
  const isFixed = schedule.kind === 'fixed';
  const buckets = isFixed ? bucketsOf(checkedPercentage(schedule.percentage)) : 0;
  if (isFixed && buckets <= 0) return NOBODY;
  if (isFixed && buckets >= BUCKETS) return EVERYBODY;
  return {
    buckets,
    schedule: isFixed ? undefined : compileSchedule(schedule),
    bucketBy: attributesOf(bucketBy),
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
  const buckets = schedule ? bucketsOf(schedule.percentageAt(options.now)) : rollout.buckets;
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
  const id = idOf(rollout.bucketBy, context);
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
 * `before` if that is not earlier than `before`. A ramp is noticed when it reaches this context's own bucket.
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
    const buckets = bucketsOf(percentage);
    if (buckets <= 0) return NOBODY;
    return buckets >= BUCKETS ? EVERYBODY : decideBucket(rollout, bucket, buckets);
  });
}

/** Why a rollout decides as `decideRollout` says. */
export function basisOf(
  rollout: CompiledRollout,
  context: EvaluationContext,
  { now }: EvaluateOptions,
  decision: RolloutDecision,
): RolloutBasis {
  if (decision === EVERYBODY) return 'everyone';
  if (typeof rollout === 'number') return 'no one';
  const isIdentified = idOf(rollout.bucketBy, context) !== undefined;
  if (decidingBucket(decision) !== undefined) return isIdentified ? 'hash' : 'random';
  return isIdentified || bucketsOf(percentageAt(rollout, now)) <= 0 ? 'no one' : 'no id';
}

/** The attributes of which the first that is present is hashed. */
export function hashedBy(rollout: CompiledRollout): readonly string[] {
  return typeof rollout === 'number' ? [] : rollout.bucketBy.map(({ name }) => name);
}

/** How many buckets a percentage owns. 2.007 * 1000 is 2007.0000000000002: rounded where thousandths are meant, not on a ramp. */
function bucketsOf(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : buckets;
}
