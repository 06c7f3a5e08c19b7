import {
  findByKey,
  normalizeContext,
  type EvaluationContext,
  type Evaluation,
  type Explanation,
} from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import type { Answered } from './prerequisites.ts';
import type { CompiledRuleset } from './ruleset.ts';

/**
 * Decides one flag. Pure and total: the same ruleset, context and options give the same answer, and no input makes it throw.
 * An unknown flag, or one that is off without an off variant, has no `value`: the caller's default serves.
 */
export function evaluate(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: EvaluationContext,
  options: EvaluateOptions,
): Evaluation {
  // Not `findByKey` at first: the compiler inlines only so much code into one function, and most keys are found as they are.
  const flag = ruleset.flags.get(flagKey) ?? findByKey(ruleset.flags, flagKey);
  return flag ? flag.evaluate(normalizeContext(context), options) : flagNotFound(ruleset, flagKey);
}

/** Decides every flag of the ruleset, in its order. */
export function evaluateAll(
  ruleset: CompiledRuleset,
  context: EvaluationContext,
  options: EvaluateOptions,
): Evaluation[] {
  const normalized = normalizeContext(context);
  const answered: Answered = new Map();
  const answers = new Array<Evaluation>(ruleset.flags.size);
  let index = 0;
  for (const flag of ruleset.flags.values()) answers[index++] = flag.evaluate(normalized, options, answered);
  return answers;
}

/** Answers as `evaluate` does, and says which layers were looked at, in order, and what was found. */
export function explain(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: EvaluationContext,
  options: EvaluateOptions,
): Explanation {
  const flag = findByKey(ruleset.flags, flagKey);
  return flag ? flag.explain(normalizeContext(context), options) : { ...flagNotFound(ruleset, flagKey), trace: [] };
}

function flagNotFound({ version }: CompiledRuleset, flagKey: unknown): Evaluation {
  const key = typeof flagKey === 'string' ? flagKey : typeof flagKey;
  const errorMessage = `there is no flag "${key}"`;
  return { key, enabled: false, reason: 'ERROR', version, errorCode: 'FLAG_NOT_FOUND', errorMessage };
}
