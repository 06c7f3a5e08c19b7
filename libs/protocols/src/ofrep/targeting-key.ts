import {
  type Evaluation,
  type EvaluationContext,
  type FlagConfig,
  ownValue,
  type Rollout,
  type Rule,
  type Split,
} from '@burgee/contracts';
import { type CompiledFlag, type CompiledRuleset, schedulePercentage } from '@burgee/evaluator';

/**
 * Whether a result would have depended on the hash of the targeting key, which the context lacks, so that it is a guess. A
 * flag that defines what such contexts get (`missing: excluded` or `random`) does not guess.
 */
export function needsTargetingKey(
  { flags }: Pick<CompiledRuleset, 'flags'>,
  { key, reason, layer, ruleId, bucket }: Evaluation,
  context: EvaluationContext,
  now: number,
): boolean {
  // A hash decided if there is a bucket; an override or the off value needs none.
  const isTargeted = reason === 'SPLIT' || reason === 'TARGETING_MATCH';
  if (context.userId !== undefined || !isTargeted || layer !== undefined || bucket !== undefined) return false;
  // The result is one of this ruleset, so the flag and its rule exist.
  const { rollout, split } = deciderOf((flags.get(key) as CompiledFlag).config, ruleId);
  const percentage = schedulePercentage(rollout.schedule, now);
  if (percentage <= 0) return false;
  return (
    (percentage < 100 && rollout.missing === 'included' && lacksId(rollout, context)) ||
    (split !== null && split.missing === 'first' && lacksId(split, context))
  );
}

type Decider = { readonly rollout: Rollout; readonly split: Split | null };

/** The part of a flag that decided: one of its rules, or its own rollout. */
function deciderOf(config: FlagConfig, ruleId: string | undefined): Decider {
  if (ruleId === undefined) return config;
  const { rollout, serve } = config.rules.find(({ id }) => id === ruleId) as Rule;
  return { rollout, split: serve.kind === 'split' ? serve.split : null };
}

/** Whether the targeting key is among the attributes to hash, and the context has none of them. */
function lacksId({ bucketBy }: Pick<Rollout, 'bucketBy'>, context: EvaluationContext): boolean {
  return bucketBy.includes('userId') && !bucketBy.some((name) => isHashable(context, name));
}

function isHashable(context: EvaluationContext, name: string): boolean {
  const value = ownValue(context, name);
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}
