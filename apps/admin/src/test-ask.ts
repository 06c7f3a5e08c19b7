import type { EvaluationContext, FlagConfig, Override, Ruleset } from '@burgee/contracts';
import { compileRuleset, evaluate, type EvaluateOptions, explain, overridesFor } from '@burgee/evaluator';
import { aRuleset, NOW } from '@burgee/testing';

type Given = {
  readonly flags: readonly FlagConfig[];
  readonly overrides: readonly Override[];
  readonly context?: EvaluationContext;
  readonly permitsSessionOverrides?: boolean;
};

/** Evaluates and explains the last of the flags. */
export function ask({ flags, overrides, context = { userId: 'ada' }, permitsSessionOverrides = true }: Given) {
  const isInRuleset = ({ type }: Override) => type === 'emergency' || type === 'global';
  const inRuleset = overrides.filter(isInRuleset) as Ruleset['overrides'];
  const ruleset = compileRuleset(aRuleset({ flags: [...flags], overrides: inRuleset, permitsSessionOverrides }));
  const options: EvaluateOptions = { now: NOW, overrides: overridesFor(overrides, context) };
  const { key, rules } = flags.at(-1) as FlagConfig;
  const explanation = explain(ruleset, key, context, options);
  return { answer: evaluate(ruleset, key, context, options), explanation, rules };
}
