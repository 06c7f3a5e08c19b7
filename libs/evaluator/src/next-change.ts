import { normalizeContext, type EvaluationContext } from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';
import { endOf, type ContextOverrides } from './overrides.ts';
import type { CompiledRuleset } from './ruleset.ts';

/**
 * The first instant after `options.now`, in milliseconds since 1970, at which any result for a context may differ from the
 * one at `options.now`, as long as the ruleset and the overrides stay the same; `undefined` if time changes nothing.
 *
 * Pure and total, like `evaluate`, and given what `evaluate` was given. Instants are whole milliseconds. For a rollout with
 * `missing: 'random'` it is true for this random number.
 *
 * @param flagKeys the flags that were evaluated, if not all. Their prerequisites count too.
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

/** Keys of the flags that have an override with an end to come. */
function* endingKeys({ session, testing, user }: ContextOverrides, now: number): Generator<string> {
  for (const byFlag of [session, testing, user]) {
    for (const [flagKey, override] of byFlag) {
      const end = endOf(override);
      if (end > now && end < Infinity) yield flagKey;
    }
  }
}

/** The flags, and those that their results depend on. */
export function withPrerequisites({ flags }: CompiledRuleset, flagKeys: readonly string[]): ReadonlySet<CompiledFlag> {
  const found = new Set<CompiledFlag>();
  for (const flagKey of flagKeys) {
    const flag = flags.get(flagKey);
    if (flag) found.add(flag);
  }
  // A set is walked in the order of insertion, with what is added on the way.
  for (const { requirements } of found) {
    for (const { flag } of requirements?.list ?? []) if (flag) found.add(flag);
  }
  return found;
}
