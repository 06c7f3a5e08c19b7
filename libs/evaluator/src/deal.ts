import { weightSum, type SplitRange, type SplitWeight, type VariantKey } from '@burgee/contracts';

/**
 * Deals the buckets of a split by weight. Given the ranges as they were, only those buckets change hands that must:
 * variants that shrink give up their last buckets, variants that grow take them, all others stay.
 *
 * Where the number of buckets changes (only splits from Unleash do that) everything is dealt anew.
 */
export function dealRanges(weights: readonly SplitWeight[], previous: readonly SplitRange[] = []): SplitRange[] {
  const total = weightSum(weights);
  if (previous.at(-1)?.to !== total) return dealInOrder(weights);

  const owed = new Map<VariantKey, number>(weights.map(({ variant, weight }) => [variant, weight]));
  const kept: SplitRange[] = [];
  const given: SplitRange[] = [];
  for (const { variant, from, to } of previous) {
    const rest = owed.get(variant) ?? 0;
    const stay = Math.min(rest, to - from);
    owed.set(variant, rest - stay);
    if (stay > 0) kept.push({ variant, from, to: from + stay });
    if (from + stay < to) given.push({ variant, from: from + stay, to });
  }
  return joined([...kept, ...take(given, owed)]);
}

/** Hands the buckets that were given up to the variants that are still owed some. */
function take(given: readonly SplitRange[], owed: Map<VariantKey, number>): SplitRange[] {
  const takers = [...owed].filter(([, count]) => count > 0).map(([variant, count]) => ({ variant, count }));
  const taken: SplitRange[] = [];
  for (const { from, to } of given) {
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

/** Sorted by bucket, neighbours of one variant made one. */
function joined(ranges: SplitRange[]): SplitRange[] {
  const result: SplitRange[] = [];
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && last.variant === range.variant) last.to = range.to;
    else result.push({ ...range });
  }
  return result;
}
