import { BUCKETS, type EvaluationContext, type Rollout, type RolloutBasis } from '@burgee/contracts';
import { type Attribute, compileAttributes, type EvaluateOptions, hashableId } from './context.ts';
import { type Bucketing, bucketOfId, rolloutBucketing } from './hash.ts';
import type { Draw } from './random.ts';
import { checkedPercentage, type CompiledSchedule, compileSchedule, firstDecisionChange } from './schedule.ts';

/** The decision of a rollout about a context. */
export type RolloutDecision = {
  readonly isIncluded: boolean;
  /** The bucket that decided, if a hash did. */
  readonly bucket: number | undefined;
};
/** The percentage is 100 or more. */
export const EVERYBODY: RolloutDecision = { isIncluded: true, bucket: undefined };
/** The context has none of the attributes, and the rollout includes such contexts. */
const UNIDENTIFIED: RolloutDecision = { isIncluded: true, bucket: undefined };
/** The percentage is 0 or less, or the context has none of the attributes. */
export const NOBODY: RolloutDecision = { isIncluded: false, bucket: undefined };

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

function isDecided(rollout: CompiledRollout): rollout is RolloutDecision {
  return rollout === EVERYBODY || rollout === NOBODY;
}

export function percentageAt(rollout: CompiledRollout, now: number): number {
  if (isDecided(rollout)) return rollout === EVERYBODY ? 100 : 0;
  return rollout.schedule ? rollout.schedule.percentageAt(now) : rollout.buckets / 1000;
}

export function decideRollout(
  rollout: CompiledRollout,
  context: EvaluationContext,
  options: EvaluateOptions,
): RolloutDecision {
  return isDecided(rollout) ? rollout : decidePartial(rollout, context, options);
}

function decidePartial(rollout: PartialRollout, context: EvaluationContext, options: EvaluateOptions): RolloutDecision {
  const { schedule } = rollout;
  const buckets = schedule ? ownedBuckets(schedule.percentageAt(options.now)) : rollout.buckets;
  if (buckets <= 0) return NOBODY;
  if (buckets >= BUCKETS) return EVERYBODY;
  const bucket = bucketFor(rollout, context, options.random);
  return bucket === undefined ? rollout.unidentified : { isIncluded: bucket < buckets, bucket };
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

/** Whether the decision about some context depends on the instant. */
export function isScheduled(rollout: CompiledRollout): rollout is PartialRollout & { schedule: CompiledSchedule } {
  return !isDecided(rollout) && rollout.schedule !== undefined;
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
    if (buckets >= BUCKETS) return EVERYBODY;
    return bucket === undefined ? rollout.unidentified : bucket < buckets;
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
  if (isDecided(rollout)) return 'no one';
  const isIdentified = hashableId(rollout.bucketBy, context) !== undefined;
  if (decision.bucket !== undefined) return isIdentified ? 'hash' : 'random';
  return isIdentified || ownedBuckets(percentageAt(rollout, now)) <= 0 ? 'no one' : 'no id';
}

/** The attributes to hash, of which the first that is present is used. */
export function hashedAttributes(rollout: CompiledRollout): readonly string[] {
  return isDecided(rollout) ? [] : rollout.bucketBy.map(({ name }) => name);
}

/** Number of buckets that a percentage owns. Rounds 2.007 * 1000, which is 2007.0000000000002, but not values on a ramp. */
export function ownedBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : buckets;
}
