import { type EvaluationContext, normalizeContext } from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';
import { type ContextOverrides, overrideEnd } from './overrides.ts';
import type { CompiledRuleset } from './ruleset.ts';

/**
 * The first instant after `options.now`, in milliseconds since 1970, at which any result for a context may differ from the
 * one at `options.now`, as long as the ruleset and the overrides stay the same; `undefined` if time changes nothing.
 *
 * Pure and total, like `evaluate`, with the same arguments. Instants are whole milliseconds. For a rollout with
 * `missing: 'random'`, the result is valid for this random number.
 *
 * @param flagKeys the flags that were evaluated, if not all. Their prerequisites are included.
 */
export function nextChangeAt(
  ruleset: CompiledRuleset,
  given: EvaluationContext,
  options: EvaluateOptions,
  flagKeys?: readonly string[],
): number | undefined {
  const context = normalizeContext(given);
  let next = Infinity;
  for (const flag of flagKeys ? withPrerequisites(ruleset, flagKeys) : changingFlags(ruleset, options)) {
    next = flag.nextChange(context, options, next);
  }
  return next < Infinity ? next : undefined;
}

function changingFlags({ timed, flags }: CompiledRuleset, { overrides, now }: EvaluateOptions): Iterable<CompiledFlag> {
  if (!overrides) return timed;
  const changing = new Set(timed);
  for (const flagKey of endingKeys(overrides, now)) {
    const flag = flags.get(flagKey);
    if (flag) changing.add(flag);
  }
  return changing;
}

/** Keys of the flags with an override that will expire. */
function* endingKeys({ session, testing, user }: ContextOverrides, now: number): Generator<string> {
  for (const byFlag of [session, testing, user]) {
    for (const [flagKey, override] of byFlag) {
      const end = overrideEnd(override);
      if (end > now && end < Infinity) yield flagKey;
    }
  }
}

/** The flags and, transitively, their prerequisites. */
export function withPrerequisites({ flags }: CompiledRuleset, flagKeys: readonly string[]): ReadonlySet<CompiledFlag> {
  const found = new Set<CompiledFlag>();
  for (const flagKey of flagKeys) {
    const flag = flags.get(flagKey);
    if (flag) found.add(flag);
  }
  // Iterating over a set also visits elements that are added during the iteration.
  for (const { requirements } of found) {
    for (const { flag } of requirements?.list ?? []) if (flag) found.add(flag);
  }
  return found;
}
