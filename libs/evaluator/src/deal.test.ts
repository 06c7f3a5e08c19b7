import { BUCKETS, Split, type SplitRange, type SplitWeight, type VariantKey, weightSum } from '@burgee/contracts';
import { runs } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealRanges } from './deal.ts';

/** Weights by variant, `a`, `b` and so on. */
function weightsOf(...weights: number[]): SplitWeight[] {
  return weights.map((weight, index) => ({ variant: nameOf(index), weight }));
}
const nameOf = (index: number) => String.fromCharCode(97 + index) as VariantKey;

/** The owner of each bucket, as one letter each. */
function owners(ranges: readonly SplitRange[]): string {
  return ranges.map(({ variant, from, to }) => variant.repeat(to - from)).join('');
}

function countMoves(before: readonly SplitRange[], after: readonly SplitRange[]): number {
  const [old, now] = [owners(before), owners(after)];
  let moves = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) if (old[bucket] !== now[bucket]) moves++;
  return moves;
}

/** Integer weights of `count` variants that sum to the number of buckets. */
const cutsInto = (count: number) =>
  fc.array(fc.integer({ min: 0, max: BUCKETS }), { minLength: count - 1, maxLength: count - 1 }).map((cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), BUCKETS];
    return edges.slice(1).map((edge, index) => edge - (edges[index] as number));
  });

describe('dealRanges', () => {
  it('assigns buckets in order at first', () => {
    expect(dealRanges(weightsOf(20_000, 0, 80_000))).toEqual([
      { variant: 'a', from: 0, to: 20_000 },
      { variant: 'c', from: 20_000, to: 100_000 },
    ]);
  });

  it('B.13 moves buckets from shrinking to growing variants; the others keep every bucket', () => {
    const before = dealRanges(weightsOf(20_000, 30_000, 50_000));
    expect(dealRanges(weightsOf(30_000, 30_000, 40_000), before)).toEqual([
      { variant: 'a', from: 0, to: 20_000 },
      { variant: 'b', from: 20_000, to: 50_000 },
      { variant: 'c', from: 50_000, to: 90_000 },
      { variant: 'a', from: 90_000, to: 100_000 },
    ]);
  });

  it('merges adjacent ranges of one variant', () => {
    const before = dealRanges(weightsOf(50_000, 50_000));
    expect(dealRanges(weightsOf(100_000, 0), before)).toEqual([{ variant: 'a', from: 0, to: 100_000 }]);
  });

  it("reassigns a removed variant's buckets, and gives a new variant its share", () => {
    const before = dealRanges(weightsOf(50_000, 50_000));
    const after = dealRanges(
      [
        { variant: nameOf(0), weight: 50_000 },
        { variant: nameOf(2), weight: 50_000 },
      ],
      before,
    );
    expect(after).toEqual([
      { variant: 'a', from: 0, to: 50_000 },
      { variant: 'c', from: 50_000, to: 100_000 },
    ]);
  });

  it('changes nothing if no weight changes, even in another order', () => {
    const before = dealRanges(weightsOf(10_000, 40_000, 50_000));
    expect(dealRanges(weightsOf(10_000, 40_000, 50_000).reverse(), before)).toEqual(before);
  });

  it('assigns all buckets again if their number changes, as with weights from Unleash', () => {
    expect(dealRanges(weightsOf(1, 2), dealRanges(weightsOf(1, 1)))).toEqual([
      { variant: 'a', from: 0, to: 1 },
      { variant: 'b', from: 1, to: 3 },
    ]);
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'law 4: an edit of the weights of %i variants moves exactly as many buckets as the weights moved',
    (count) => {
      fc.assert(
        fc.property(fc.array(cutsInto(count), { minLength: 2, maxLength: 4 }), (edits) => {
          const [first, ...later] = edits as [number[], ...number[][]];
          let weights = first;
          let ranges = dealRanges(weightsOf(...weights));
          for (const next of later) {
            const edited = dealRanges(weightsOf(...next), ranges);
            const grown = next.map((weight, index) => Math.max(0, weight - (weights[index] as number)));
            expect(countMoves(ranges, edited)).toBe(grown.reduce((sum, weight) => sum + weight, 0));
            [weights, ranges] = [next, edited];
          }
        }),
        { numRuns: runs(5) },
      );
    },
  );

  it('always returns ranges that the contract accepts', () => {
    fc.assert(
      fc.property(cutsInto(5), cutsInto(5), (first, second) => {
        const weights = weightsOf(...second);
        expect(weightSum(weights)).toBe(BUCKETS);
        const ranges = dealRanges(weights, dealRanges(weightsOf(...first)));
        const split = { weights, ranges, bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' };
        expect(Split.safeParse(split).success).toBe(true);
      }),
    );
  });
});
