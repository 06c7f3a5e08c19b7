import type { Evaluation, EvaluationContext, FlagConfig, Rule, RuleId, Split } from '@burgee/contracts';
import { choiceOf, give, giveHashed, type Answers, type Choice } from './answers.ts';
import { at } from './broken-config.ts';
import { compileCondition, holds, type CompiledCondition, type SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { namedDraw, plainDraw } from './random.ts';
import {
  compileRollout,
  decideRollout,
  decidingBucket,
  EVERYBODY,
  isIncluded,
  NOBODY,
  type CompiledRollout,
} from './rollout.ts';
import { chooseVariant, compileSplit, type CompiledSplit } from './split.ts';

/** A flag's own targeting: its rules, its rollout, and off for everybody else (rows 12 to 14 of the table). */
export type Targeting = {
  readonly rules: readonly CompiledRule[];
  readonly rollout: CompiledRollout;
  /** Instead of the on variant. */
  readonly split: CompiledSplit | undefined;
};

export type CompiledRule = {
  readonly id: RuleId;
  readonly condition: CompiledCondition;
  readonly rollout: CompiledRollout;
  /** What it serves; where there is a split, that chooses. */
  readonly on: Choice;
  readonly split: CompiledSplit | undefined;
};

const NO_RULES: readonly CompiledRule[] = [];

/** @throws BrokenConfig where rules or rollout cannot be evaluated. */
export function compileTargeting(flag: FlagConfig, answers: Answers, segments: SegmentLookup): Targeting {
  const { key, salt, split } = flag;
  const rules = flag.rules.map((rule, index) => at(['rules', index], () => compileRule(flag, rule, answers, segments)));
  return {
    rules: rules.length > 0 ? rules : NO_RULES,
    rollout: at(['rollout'], () => compileRollout(flag.rollout, salt, () => plainDraw)),
    split: split ? at(['split'], () => compileServedSplit(split, salt, `${key}:split`, answers)) : undefined,
  };
}

function compileRule(flag: FlagConfig, rule: Rule, answers: Answers, segments: SegmentLookup): CompiledRule {
  const { id, serve } = rule;
  const name = `${flag.key}:${id}`;
  const split =
    serve.kind === 'split'
      ? at(['serve', 'split'], () => compileServedSplit(serve.split, flag.salt, `${name}:split`, answers))
      : undefined;
  return {
    id,
    condition: at(['condition'], () => compileCondition(rule.condition, segments)),
    rollout: at(['rollout'], () => compileRollout(rule.rollout, flag.salt, () => namedDraw(name))),
    on:
      serve.kind === 'variant' ? at(['serve', 'variant'], () => choiceOf(answers.choices, serve.variant)) : answers.on,
    split,
  };
}

function compileServedSplit(split: Split, salt: string, drawName: string, { choices }: Answers): CompiledSplit {
  return compileSplit(
    split,
    salt,
    () => namedDraw(drawName),
    (variant) => choiceOf(choices, variant),
  );
}

/** Always answers. */
export function decideTargeting(
  flag: Answers & Targeting,
  context: EvaluationContext,
  options: EvaluateOptions,
): Evaluation {
  const { rules, split } = flag;
  let wasExcludedByHash = false;
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as CompiledRule;
    if (!holds(rule.condition, context, options.now)) continue;
    const decision = decideRollout(rule.rollout, context, options);
    // What most rules come to; below is what it takes to be right for the others too.
    if (decision === EVERYBODY && !rule.split) return give(flag, rule.on, 'TARGETING_MATCH', rule.id);
    if (isIncluded(decision)) {
      const reason = rule.split ? 'SPLIT' : 'TARGETING_MATCH';
      return giveHashed(flag, chosenBy(rule, context, options), reason, decidingBucket(decision), rule.id);
    }
    if (decision !== NOBODY) wasExcludedByHash = true;
  }
  const decision = decideRollout(flag.rollout, context, options);
  if (decision === NOBODY) return give(flag, flag.off, wasExcludedByHash ? 'SPLIT' : 'DEFAULT');
  if (!isIncluded(decision)) return giveHashed(flag, flag.off, 'SPLIT', decidingBucket(decision));
  // With a split, a hash chooses among variants also where the rollout includes everybody: that is no STATIC answer.
  if (decision === EVERYBODY && !split) return give(flag, flag.on, 'STATIC');
  return giveHashed(flag, chosenBy(flag, context, options), 'SPLIT', decidingBucket(decision));
}

function chosenBy(
  { on, split }: Pick<CompiledRule, 'on' | 'split'>,
  context: EvaluationContext,
  options: EvaluateOptions,
): Choice {
  return split ? chooseVariant(split, context, options) : on;
}
