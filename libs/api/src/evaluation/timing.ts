import type { EvaluationContext, EvaluationTiming } from '@burgee/contracts';
import { nextChangeAt, type CompiledRuleset, type EvaluateOptions } from '@burgee/evaluator';

/** The last instant that ISO 8601 writes with four digits for the year. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

const NO_CHANGE: EvaluationTiming = {};

/** When what was evaluated changes by time alone. @param flagKeys the flags that were evaluated, if not all. */
export function timingOf(
  ruleset: CompiledRuleset,
  context: EvaluationContext,
  options: EvaluateOptions,
  flagKeys?: readonly string[],
): EvaluationTiming {
  return timing(options.now, nextChangeAt(ruleset, context, options, flagKeys));
}

/** An answer that was made at `now` and changes at `next`, if ever, as its readers see it. */
export function timing(now: number, next: number | undefined): EvaluationTiming {
  if (next === undefined || next > LAST_INSTANT) return NO_CHANGE;
  return { evaluatedAt: new Date(now).toISOString(), nextChangeAt: new Date(next).toISOString() };
}
