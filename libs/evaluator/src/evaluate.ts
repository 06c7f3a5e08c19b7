import {
  type Evaluation,
  type EvaluationContext,
  type Explanation,
  findByKey,
  normalizeContext,
} from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';
import { sharingOptions } from './prerequisites.ts';
import type { CompiledRuleset } from './ruleset.ts';

/**
 * Evaluates one flag. Pure and total: the same ruleset, context and options return the same result, and no input makes it
 * throw. An unknown flag, or one that is off without an off variant, has no `value`: the caller's default applies.
 */
export function evaluate(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: EvaluationContext,
  options: EvaluateOptions,
): Evaluation {
  const { places, list } = ruleset.flags;
  // Looks the key up as it is first, because most keys are normalized and the compiler inlines only so much code.
  const place = places.get(flagKey);
  const flag = place === undefined ? findByKey(ruleset.flags, flagKey) : list[place];
  return flag ? flag.evaluate(normalizeContext(context), options, ruleset.version) : flagNotFound(ruleset, flagKey);
}

/** Evaluates every flag, in the order of the ruleset. */
export function evaluateAll(
  ruleset: CompiledRuleset,
  context: EvaluationContext,
  options: EvaluateOptions,
): Evaluation[] {
  const normalized = normalizeContext(context);
  const sharing = sharingOptions(options);
  const { list } = ruleset.flags;
  const answers = new Array<Evaluation>(list.length);
  for (let index = 0; index < list.length; index++) {
    answers[index] = (list[index] as CompiledFlag).evaluate(normalized, sharing, ruleset.version);
  }
  return answers;
}

/** Returns the result of `evaluate` with a trace of the layers in order. */
export function explain(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: EvaluationContext,
  options: EvaluateOptions,
): Explanation {
  const flag = findByKey(ruleset.flags, flagKey);
  if (!flag) return { ...flagNotFound(ruleset, flagKey), trace: [] };
  return flag.explain(normalizeContext(context), options, ruleset.version);
}

function flagNotFound({ version }: CompiledRuleset, flagKey: unknown): Evaluation {
  const key = typeof flagKey === 'string' ? flagKey : typeof flagKey;
  const errorMessage = `there is no flag "${key}"`;
  return { key, enabled: false, reason: 'ERROR', version, errorCode: 'FLAG_NOT_FOUND', errorMessage };
}
