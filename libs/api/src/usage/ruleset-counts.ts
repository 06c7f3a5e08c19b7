import type { Evaluation } from '@burgee/contracts';
import type { UsageCell } from '@burgee/data-access';
import type { CompiledFlag, CompiledRuleset } from '@burgee/evaluator';

/**
 * How often the flags of one ruleset returned each variant within one hour. Arrays instead of maps, because every
 * evaluation of every flag counts: this takes a few nanoseconds, while a look-up by text would take as long as most
 * evaluations.
 */
export type RulesetCounts = {
  readonly ruleset: CompiledRuleset;
  /** The start of the hour. */
  readonly hour: number;
  /** Each flag's first slot, by its place in the ruleset, followed by the end of the last flag's slots. */
  readonly starts: Int32Array;
  /** The variant counted in each slot: each flag's first slot is empty, for answers without a variant. */
  readonly variants: readonly string[];
  readonly counts: Float64Array;
  readonly places: ReadonlyMap<string, number>;
};

export function createRulesetCounts(ruleset: CompiledRuleset, hour: number): RulesetCounts {
  const starts = new Int32Array(ruleset.flags.size + 1);
  const variants: string[] = [];
  const places = new Map<string, number>();
  for (const [key, { config, problem }] of ruleset.flags) {
    const place = places.size;
    places.set(key, place);
    variants.push('');
    // A broken flag returns no variant, and its stored variants may be anything.
    if (problem === undefined) for (const variant of config.variants) variants.push(variant.key);
    starts[place + 1] = variants.length;
  }
  return { ruleset, hour, starts, variants, counts: new Float64Array(variants.length), places };
}

/**
 * The same counts for another version; `undefined` if its slots are others, because a flag was added or removed, or has other
 * variants.
 */
export function continueCounts(counts: RulesetCounts, ruleset: CompiledRuleset): RulesetCounts | undefined {
  const [before, after] = [counts.ruleset.flags, ruleset.flags];
  if (before.places !== after.places) return undefined;
  for (let place = 0; place < after.list.length; place++) {
    const [old, flag] = [before.list[place] as CompiledFlag, after.list[place] as CompiledFlag];
    if (old !== flag && !haveSameVariants(old, flag)) return undefined;
  }
  return { ...counts, ruleset };
}

function haveSameVariants(one: CompiledFlag, other: CompiledFlag): boolean {
  if (one.problem !== undefined || other.problem !== undefined) return false;
  const [a, b] = [one.config.variants, other.config.variants];
  return a.length === b.length && a.every(({ key }, index) => key === b[index]?.key);
}

/** @param place the place of the flag that answered. */
export function countAnswer(
  { starts, variants, counts }: RulesetCounts,
  place: number,
  { variant }: Pick<Evaluation, 'variant'>,
): void {
  let slot = starts[place] as number;
  if (variant !== undefined) {
    const last = (starts[place + 1] as number) - 1;
    // A flag returns only its own variants.
    do slot++;
    while (slot < last && variants[slot] !== variant);
  }
  counts[slot] = (counts[slot] as number) + 1;
}

/** Returns the nonzero counts. */
export function cellsOf({ ruleset, hour, starts, variants, counts, places }: RulesetCounts): UsageCell[] {
  const { environment } = ruleset;
  const cells: UsageCell[] = [];
  for (const [flagKey, place] of places) {
    for (let slot = starts[place] as number; slot < (starts[place + 1] as number); slot++) {
      const [variant, count] = [variants[slot] as string, counts[slot] as number];
      if (count > 0) cells.push({ environment, flagKey, hour, variant, count });
    }
  }
  return cells;
}
