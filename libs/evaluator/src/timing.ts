import type { EvaluationContext, EvaluationTiming } from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import { nextChangeAt } from './next-change.ts';
import type { CompiledRuleset } from './ruleset.ts';

/** The last instant that ISO 8601 writes with a four-digit year. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

const NO_CHANGE: EvaluationTiming = {};

/** When the evaluated flags next change by time alone. @param flagKeys the flags that were evaluated, if not all. */
export function timingOf(
  ruleset: CompiledRuleset,
  context: EvaluationContext,
  options: EvaluateOptions,
  flagKeys?: readonly string[],
): EvaluationTiming {
  return timing(options.now, nextChangeAt(ruleset, context, options, flagKeys));
}

/** The timing fields of an answer made at `now` that changes at `next`, if ever. */
export function timing(now: number, next: number | undefined): EvaluationTiming {
  if (next === undefined || next > LAST_INSTANT) return NO_CHANGE;
  return { evaluatedAt: new Date(now).toISOString(), nextChangeAt: new Date(next).toISOString() };
}
