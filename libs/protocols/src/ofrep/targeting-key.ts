import type { Evaluation, EvaluationContext, FlagConfig, Rollout, Split } from '@burgee/contracts';
import { type CompiledRuleset, schedulePercentage } from '@burgee/evaluator';

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
  const decider = deciderOf(flags.get(key)?.config, ruleId);
  if (!decider) return false;
  const { rollout, split } = decider;
  const percentage = schedulePercentage(rollout.schedule, now);
  if (percentage <= 0) return false;
  return (
    (percentage < 100 && rollout.missing === 'included' && lacksId(rollout, context)) ||
    (split !== null && split.missing === 'first' && lacksId(split, context))
  );
}

type Decider = { readonly rollout: Rollout; readonly split: Split | null };

/** The part of a flag that decided: one of its rules, or its own rollout. */
function deciderOf(config: FlagConfig | undefined, ruleId: string | undefined): Decider | undefined {
  if (ruleId === undefined || !config) return config;
  const rule = config.rules.find(({ id }) => id === ruleId);
  return rule && { rollout: rule.rollout, split: rule.serve.kind === 'split' ? rule.serve.split : null };
}

/** Whether the targeting key is among the attributes to hash, and the context has none of them. */
function lacksId({ bucketBy }: Pick<Rollout, 'bucketBy'>, context: EvaluationContext): boolean {
  return bucketBy.includes('userId') && !bucketBy.some((name) => isHashable(context, name));
}

function isHashable(context: EvaluationContext, name: string): boolean {
  // eslint-disable-next-line burgee/own-lookup -- checked first
  const value = Object.hasOwn(context, name) ? context[name] : undefined;
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}
