import type { Evaluation } from '@burgee/contracts';
import type { SyncUsageBody } from '@burgee/contracts/sync';

type Count = SyncUsageBody['counts'][number];

/** How often each variant of each flag was read, without users. */
export type UsageCounter = {
  count(evaluation: Evaluation): void;
  /** Takes the counts, at most 10,000 at a time, so that they begin again at zero. */
  take(): Count[][];
  /** Adds counts that could not be sent. */
  putBack(counts: readonly Count[]): void;
};

/** Limits of the protocol. */
const MAX_COUNTS = 10_000;
const MAX_COUNT = 1_000_000_000;

export function createUsageCounter(): UsageCounter {
  let counts = new Map<string, Map<string | undefined, number>>();

  function add(flagKey: string, variant: string | undefined, count: number): void {
    const byVariant = counts.get(flagKey);
    if (byVariant) byVariant.set(variant, (byVariant.get(variant) ?? 0) + count);
    else counts.set(flagKey, new Map([[variant, count]]));
  }

  function take(): Count[][] {
    const list = [...counts].flatMap(([flagKey, byVariant]) =>
      [...byVariant].map(
        ([variant = null, count]) => ({ flagKey, variant, count: Math.min(count, MAX_COUNT) }) as Count,
      ),
    );
    counts = new Map();
    return Array.from({ length: Math.ceil(list.length / MAX_COUNTS) }, (_, index) =>
      list.slice(index * MAX_COUNTS, (index + 1) * MAX_COUNTS),
    );
  }

  return {
    count: ({ key, variant }) => add(key, variant, 1),
    take,
    putBack: (list) => {
      for (const { flagKey, variant, count } of list) add(flagKey, variant ?? undefined, count);
    },
  };
}
