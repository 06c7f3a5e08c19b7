import { type SplitRange, type SplitWeight, type VariantKey, weightSum } from '@burgee/contracts';

/**
 * Assigns the buckets of a split by weight. Given the previous ranges, it moves as few buckets as possible: variants that
 * shrink release their last buckets, variants that grow take them, and all others stay.
 *
 * If the number of buckets changes, which happens only in splits from Unleash, all buckets are assigned again.
 */
export function dealRanges(weights: readonly SplitWeight[], previous: readonly SplitRange[] = []): SplitRange[] {
  const total = weightSum(weights);
  if (previous.at(-1)?.to !== total) return dealInOrder(weights);

  const owed = new Map<VariantKey, number>(weights.map(({ variant, weight }) => [variant, weight]));
  const kept: SplitRange[] = [];
  const released: SplitRange[] = [];
  for (const { variant, from, to } of previous) {
    const rest = owed.get(variant) ?? 0;
    const stay = Math.min(rest, to - from);
    owed.set(variant, rest - stay);
    if (stay > 0) kept.push({ variant, from, to: from + stay });
    if (from + stay < to) released.push({ variant, from: from + stay, to });
  }
  return mergeAdjacent([...kept, ...assignReleased(released, owed)]);
}

/** Assigns the released buckets to the variants that still need some. */
function assignReleased(released: readonly SplitRange[], owed: Map<VariantKey, number>): SplitRange[] {
  const takers = [...owed].filter(([, count]) => count > 0).map(([variant, count]) => ({ variant, count }));
  const taken: SplitRange[] = [];
  for (const { from, to } of released) {
    for (let start = from; start < to;) {
      const taker = takers[0] as { variant: VariantKey; count: number };
      const end = Math.min(to, start + taker.count);
      taken.push({ variant: taker.variant, from: start, to: end });
      taker.count -= end - start;
      if (taker.count === 0) takers.shift();
      start = end;
    }
  }
  return taken;
}

function dealInOrder(weights: readonly SplitWeight[]): SplitRange[] {
  const ranges: SplitRange[] = [];
  let next = 0;
  for (const { variant, weight } of weights) {
    if (weight > 0) ranges.push({ variant, from: next, to: next + weight });
    next += weight;
  }
  return ranges;
}

/** Sorts ranges by bucket and merges adjacent ranges of the same variant. */
function mergeAdjacent(ranges: SplitRange[]): SplitRange[] {
  const result: SplitRange[] = [];
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && last.variant === range.variant) last.to = range.to;
    else result.push({ ...range });
  }
  return result;
}
