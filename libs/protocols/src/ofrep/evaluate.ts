import type { Evaluation, EvaluationContext } from '@burgee/contracts';
import { type CompiledRuleset, evaluate, evaluateAll, type EvaluateOptions, timingOf } from '@burgee/evaluator';
import { type OfrepAnswer, ofrepAnswer, type OfrepScope, targetingKeyMissing } from './answer.ts';
import { needsTargetingKey } from './targeting-key.ts';

/** Everything that results depend on, except the flags that are asked for. */
export type OfrepQuestion = {
  readonly ruleset: CompiledRuleset;
  /** Ours; see `contextFromOpenFeature`. */
  readonly context: EvaluationContext;
  readonly options: EvaluateOptions;
  readonly scope: OfrepScope;
};

/** One flag. `evaluation` is for counting. */
export function ofrepFlag(
  question: OfrepQuestion,
  flagKey: string,
): { readonly evaluation: Evaluation; readonly answer: OfrepAnswer } {
  const { ruleset, context, options } = question;
  const evaluation = evaluate(ruleset, flagKey, context, options);
  return { evaluation, answer: answerTo(question, evaluation) };
}

/** All flags of the ruleset, as the JSON of their list, and everything that an ETag must cover besides the credentials. */
export type OfrepFlags = {
  readonly evaluations: readonly Evaluation[];
  readonly json: string;
  readonly covered: string;
};

/**
 * All flags. The text that the ETag stands for has the version, the context, the scope and the next instant at which time
 * alone changes a result: without the context, a user whose plan changed would keep the flags of the old plan, because
 * providers send the last ETag with every context that has the same targeting key.
 */
export function ofrepFlags(question: OfrepQuestion): OfrepFlags {
  const { ruleset, context, options, scope } = question;
  const evaluations = evaluateAll(ruleset, context, options);
  const json = JSON.stringify(evaluations.map((evaluation) => answerTo(question, evaluation)));
  const { environment, version } = ruleset;
  const { nextChangeAt } = timingOf(ruleset, context, options);
  // With the results: those of a random rollout differ although everything else is the same.
  const covered = `${JSON.stringify([environment, version, scope, nextChangeAt ?? null, context])} ${json}`;
  return { evaluations, json, covered };
}

function answerTo({ ruleset, context, options, scope }: OfrepQuestion, evaluation: Evaluation): OfrepAnswer {
  if (needsTargetingKey(ruleset, evaluation, context, options.now)) return targetingKeyMissing(evaluation);
  return ofrepAnswer(evaluation, scope);
}
