import { type Evaluation, type EvaluationContext, type Flips, ID_OF_TYPE, isSameJson } from '@burgee/contracts';
import type { IdOverride } from '@burgee/data-access';
import { type CompiledRuleset, evaluate, type EvaluateOptions, overridesFor } from '@burgee/evaluator';

/** A ruleset before and after a change of one flag. */
export type Sides = { readonly before: CompiledRuleset; readonly after: CompiledRuleset; readonly flagKey: string };

/** The number of made-up ids. */
export const SYNTHETIC_IDS = 10_000;
/** The largest number of ids with overrides that are evaluated. */
export const MAX_OVERRIDDEN = 10_000;

type Asked = { readonly context: EvaluationContext; readonly options: EvaluateOptions };

/** Evaluates both sides for made-up user ids, which have no attributes and no overrides. */
export function flipsOfSyntheticIds(sides: Sides, now: number): Flips {
  const asked = Array.from({ length: SYNTHETIC_IDS }, (_, index): Asked => {
    // Evenly spread, for rollouts that are random for these ids.
    const random = (index + 0.5) / SYNTHETIC_IDS;
    return { context: { userId: `synthetic-${index}` }, options: { now, random } };
  });
  return countFlips(sides, asked);
}

/** Evaluates both sides for the ids of overrides. */
export function flipsOfOverridden(sides: Sides, overrides: readonly IdOverride[], now: number): Flips {
  const asked = overrides.map((override): Asked => {
    const context = { [ID_OF_TYPE[override.type]]: override.target };
    return { context, options: { now, random: 0.5, overrides: overridesFor([override], context) } };
  });
  return countFlips(sides, asked);
}

function countFlips({ before, after, flagKey }: Sides, asked: readonly Asked[]): Flips {
  const pairs = asked.map(({ context, options }) => {
    const one = evaluate(before, flagKey, context, options);
    const other = evaluate(after, flagKey, context, options);
    return { from: one.variant ?? null, to: other.variant ?? null, isFlip: !isSameAnswer(one, other) };
  });
  const flips = pairs.filter(({ isFlip }) => isFlip).map(({ from, to }) => ({ from, to }));
  return {
    ids: pairs.length,
    changed: flips.length,
    before: tally(pairs.map(({ from }) => ({ variant: from }))),
    after: tally(pairs.map(({ to }) => ({ variant: to }))),
    moves: tally(flips),
  };
}

function isSameAnswer(one: Evaluation, other: Evaluation): boolean {
  return one.variant === other.variant && isSameJson(one.value ?? null, other.value ?? null);
}

/** Counts equal items, the most frequent first. */
function tally<T extends object>(items: readonly T[]): (T & { count: number })[] {
  const groups = [...Map.groupBy(items, (item) => JSON.stringify(item)).values()];
  return groups
    .map((group) => ({ ...(group[0] as T), count: group.length }))
    .sort((one, other) => other.count - one.count);
}
