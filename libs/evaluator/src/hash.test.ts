import { BUCKETS } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import bucketing from './bucketing-vectors.json' with { type: 'json' };
import { bucketOf, bucketOfId, hashOf, rolloutBucketing, splitBucketing } from './hash.ts';

describe('the bucketing vectors', () => {
  it('number 56', () => expect(bucketing.vectors).toHaveLength(56));

  it.each(bucketing.vectors)('W9.15 salt "$salt", id "$id"', ({ salt, id, murmur3, sha256 }) => {
    expect(hashOf('murmur3', salt, id)).toBe(murmur3.hash);
    expect(hashOf('sha256', salt, id)).toBe(sha256.hash);
    expect(bucketOf(murmur3.hash)).toBe(murmur3.bucket);
    expect(bucketOf(sha256.hash)).toBe(sha256.bucket);
    expect(bucketOfId(rolloutBucketing('murmur3', salt), id)).toBe(murmur3.bucket);
    expect(bucketOfId(rolloutBucketing('sha256', salt), id)).toBe(sha256.bucket);
  });
});

describe('sha256', () => {
  it.each([
    // The first four bytes of the digests, as `printf '%s' "salt:ada" | sha256sum` prints them.
    ['', 0xe7732745],
    ['ada', 0xf86af087],
    ['Zoë', 0x51326714],
    ['用户-1', 0xdab2337a],
    ['🚩', 0x0d928d0e],
    // UTF-8 encodes a lone surrogate as U+FFFD.
    ['\ufffd', 0xd832a77a],
    ['\ud800', 0xd832a77a],
  ])('hashes the UTF-8 of "salt:%s"', (id, hash) => {
    expect(hashOf('sha256', 'salt', id)).toBe(hash);
  });
});

describe('buckets', () => {
  it('map the smallest hash to the first and the largest to the last', () => {
    expect(bucketOf(0)).toBe(0);
    expect(bucketOf(2 ** 32 - 1)).toBe(BUCKETS - 1);
  });

  it('own the same number of hashes each, plus or minus one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: BUCKETS - 1 }), (bucket) => {
        const first = Math.ceil((bucket * 2 ** 32) / BUCKETS);
        const next = Math.ceil(((bucket + 1) * 2 ** 32) / BUCKETS);
        expect([bucketOf(first), bucketOf(next - 1)]).toEqual([bucket, bucket]);
        expect([42949, 42950]).toContain(next - first);
      }),
    );
  });

  it('of a split use the salt with ":split"', () => {
    for (const algorithm of ['murmur3', 'sha256'] as const) {
      const bucket = bucketOf(hashOf(algorithm, 'salt:split', 'ada'));
      expect(bucketOfId(splitBucketing(algorithm, 'salt', BUCKETS), 'ada')).toBe(bucket);
    }
  });
});

describe('buckets of flags from Unleash', () => {
  it("compare with a percentage like Unleash's 1..100", () => {
    const bucketing = rolloutBucketing('unleash', 'group');
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 200 }), (id, halves) => {
        const percentage = halves / 2;
        const normalized = (hashOf('murmur3', 'group', id) % 100) + 1;
        expect(bucketOfId(bucketing, id) < percentage * 1000).toBe(normalized <= percentage);
      }),
    );
  });

  // Source: Unleash's client specification, 08-variants: variants of equal weight, in order.
  it.each([
    ['Feature.Variants.B', 2, '2', 1],
    ['Feature.Variants.B', 2, '0', 0],
    ['Feature.Variants.C', 99, '232', 0],
    ['Feature.Variants.C', 99, '607', 1],
    ['Feature.Variants.C', 99, '656', 2],
  ])('of a split match Unleash: salt %s, %i in total, user %s', (salt, total, userId, variant) => {
    const weight = total / (total === 2 ? 2 : 3);
    expect(Math.floor(bucketOfId(splitBucketing('unleash', salt, total), userId) / weight)).toBe(variant);
  });
});
