import type { Evaluation, EvaluationContext, FlagConfig, Rule, RuleId, RulesetVersion, Split } from '@burgee/contracts';
import { type Answers, type Choice, findChoice, toEvaluation, toHashedEvaluation } from './answers.ts';
import { withPath } from './broken-config.ts';
import { compileCondition, type CompiledCondition, conditionHolds, type SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { namedDraw, plainDraw } from './random.ts';
import { type CompiledRollout, compileRollout, decideRollout, EVERYBODY, NOBODY } from './rollout.ts';
import { chooseVariant, type CompiledSplit, compileSplit } from './split.ts';

/** A flag's own targeting: its rules, its rollout, and off for everyone else (rows 12 to 14 of the table). */
export type Targeting = {
  readonly rules: readonly CompiledRule[];
  readonly rollout: CompiledRollout;
  /** Replaces the on variant. */
  readonly split: CompiledSplit | undefined;
};

export type CompiledRule = {
  readonly id: RuleId;
  readonly condition: CompiledCondition;
  readonly rollout: CompiledRollout;
  /** The variant it serves, unless there is a split. */
  readonly on: Choice;
  readonly split: CompiledSplit | undefined;
};

const NO_RULES: readonly CompiledRule[] = [];

/** @throws BrokenConfig if rules or rollout cannot be evaluated. */
export function compileTargeting(flag: FlagConfig, answers: Answers, segments: SegmentLookup): Targeting {
  const { key, salt, split } = flag;
  const rules = flag.rules.map((rule, index) =>
    withPath(['rules', index], () => compileRule(flag, rule, answers, segments)),
  );
  return {
    rules: rules.length > 0 ? rules : NO_RULES,
    rollout: withPath(['rollout'], () => compileRollout(flag.rollout, salt, () => plainDraw)),
    split: split ? withPath(['split'], () => compileServedSplit(split, salt, `${key}:split`, answers)) : undefined,
  };
}

function compileRule(flag: FlagConfig, rule: Rule, answers: Answers, segments: SegmentLookup): CompiledRule {
  const { id, serve } = rule;
  const name = `${flag.key}:${id}`;
  const split =
    serve.kind === 'split'
      ? withPath(['serve', 'split'], () => compileServedSplit(serve.split, flag.salt, `${name}:split`, answers))
      : undefined;
  return {
    id,
    condition: withPath(['condition'], () => compileCondition(rule.condition, segments)),
    rollout: withPath(['rollout'], () => compileRollout(rule.rollout, flag.salt, () => namedDraw(name))),
    on:
      serve.kind === 'variant'
        ? withPath(['serve', 'variant'], () => findChoice(answers.choices, serve.variant))
        : answers.on,
    split,
  };
}

function compileServedSplit(split: Split, salt: string, drawName: string, { choices }: Answers): CompiledSplit {
  return compileSplit(
    split,
    salt,
    () => namedDraw(drawName),
    (variant) => findChoice(choices, variant),
  );
}

/** Always returns a result. */
export function decideTargeting(
  flag: Answers & Targeting,
  context: EvaluationContext,
  options: EvaluateOptions,
  version: RulesetVersion,
): Evaluation {
  const { rules, split } = flag;
  let wasExcludedByHash = false;
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as CompiledRule;
    if (!conditionHolds(rule.condition, context, options.now)) continue;
    const decision = decideRollout(rule.rollout, context, options);
    // Most rules end here; the code below handles the others.
    if (decision === EVERYBODY && !rule.split) return toEvaluation(rule.on, 'TARGETING_MATCH', version, rule.id);
    if (decision.isIncluded) {
      return toHashedEvaluation(servedChoice(rule, context, options), decision.bucket, version, rule);
    }
    if (decision !== NOBODY) wasExcludedByHash = true;
  }
  const decision = decideRollout(flag.rollout, context, options);
  if (decision === NOBODY) return toEvaluation(flag.off, wasExcludedByHash ? 'SPLIT' : 'DEFAULT', version);
  if (!decision.isIncluded) return toHashedEvaluation(flag.off, decision.bucket, version);
  // With a split, a hash chooses a variant even if the rollout includes everyone, so that the reason is not STATIC.
  if (decision === EVERYBODY && !split) return toEvaluation(flag.on, 'STATIC', version);
  return toHashedEvaluation(servedChoice(flag, context, options), decision.bucket, version);
}

function servedChoice(
  { on, split }: Pick<CompiledRule, 'on' | 'split'>,
  context: EvaluationContext,
  options: EvaluateOptions,
): Choice {
  return split ? chooseVariant(split, context, options) : on;
}
