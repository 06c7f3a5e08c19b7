import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenShares, filledShares, shareSum } from './split-shares.ts';

describe('shares of a split', () => {
  it('add up to 100% when split evenly, for any number of variants', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (count) => {
        const shares = evenShares(Array.from({ length: count }, (_, index) => `v${index}`));
        expect(shareSum(shares)).toBe(100);
      }),
    );
  });
  it('assign the rest to one of them', () => {
    const weights = [
      { variant: 'a', share: 33.333 },
      { variant: 'b', share: '' },
    ];
    expect(filledShares(weights, 1)[1]?.share).toBe(66.667);
  });
});
