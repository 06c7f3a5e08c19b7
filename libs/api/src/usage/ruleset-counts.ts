import type { Evaluation } from '@burgee/contracts';
import type { UsageCell } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';

/**
 * How often the flags of one ruleset gave what within one hour. Arrays instead of maps, because every evaluation of every
 * flag counts: this takes a few nanoseconds, a look-up by text would take as long as most evaluations do.
 */
export type RulesetCounts = {
  readonly ruleset: CompiledRuleset;
  /** When the hour began. */
  readonly hour: number;
  /** Each flag's first slot, by its place in the ruleset; and where the last flag's slots end. */
  readonly starts: Int32Array;
  /** What is counted in each slot: each flag's first is empty, for answers without a variant. */
  readonly variants: readonly string[];
  readonly counts: Float64Array;
  readonly places: ReadonlyMap<string, number>;
};

export function createRulesetCounts(ruleset: CompiledRuleset, hour: number): RulesetCounts {
  const broken = new Set(ruleset.broken.map(({ key }) => key));
  const starts = new Int32Array(ruleset.flags.size + 1);
  const variants: string[] = [];
  const places = new Map<string, number>();
  for (const [key, { config }] of ruleset.flags) {
    const place = places.size;
    places.set(key, place);
    variants.push('');
    // A broken one gives none, and may have anything in the place of its variants.
    if (!broken.has(key)) for (const variant of config.variants) variants.push(variant.key);
    starts[place + 1] = variants.length;
  }
  return { ruleset, hour, starts, variants, counts: new Float64Array(variants.length), places };
}

/** @param place of the flag that answered. */
export function countAnswer(
  { starts, variants, counts }: RulesetCounts,
  place: number,
  { variant }: Pick<Evaluation, 'variant'>,
): void {
  let slot = starts[place] as number;
  if (variant !== undefined) {
    const last = (starts[place + 1] as number) - 1;
    // A flag gives none but its own variants.
    do slot++;
    while (slot < last && variants[slot] !== variant);
  }
  counts[slot] = (counts[slot] as number) + 1;
}

/** What was counted, and nothing that was not. */
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
