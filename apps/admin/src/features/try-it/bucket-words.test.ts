import { describe, expect, it } from 'vitest';
import { rolloutWords, splitWords } from './bucket-words.ts';

describe('the explanation of a rollout', () => {
  it.each([
    [
      { percentage: 100, basis: 'everyone' as const, bucket: undefined },
      true,
      '100% includes everyone, so no bucket is needed.',
    ],
    [
      { percentage: 0, basis: 'no one' as const, bucket: undefined },
      false,
      '0% includes no one, so no bucket is needed.',
    ],
    [
      { percentage: 12.3456, basis: 'no id' as const, bucket: undefined },
      true,
      'The context has none of the attributes to hash, and is included at 12.346%.',
    ],
    [
      { percentage: 5, basis: 'no id' as const, bucket: undefined },
      false,
      'The context has none of the attributes to hash, and is left out at 5%.',
    ],
    [
      { percentage: 25, basis: 'hash' as const, bucket: 9_982 },
      true,
      'Bucket 9,982 is within the first 25,000 of 100,000, which are 25%.',
    ],
    [
      { percentage: 25, basis: 'random' as const, bucket: 25_000 },
      false,
      'Random bucket 25,000 is beyond the first 25,000 of 100,000, which are 25%.',
    ],
  ])('%j', (found, isIncluded, words) => {
    expect(rolloutWords(found, isIncluded)).toBe(words);
  });
});

describe('the explanation of a split', () => {
  const chosen = { variant: 'blue' as never, share: 50, total: 100_000 };

  it('states the bucket, the range of the variant and its share', () => {
    expect(splitWords({ ...chosen, basis: 'hash', bucket: 9_982, from: 0, to: 50_000 })).toBe(
      'Split: bucket 9,982 of 100,000 is in the range 0 to 49,999 of blue, which has 50% of the split.',
    );
    expect(splitWords({ ...chosen, basis: 'random', bucket: 1, from: 0, to: 2 })).toContain(
      'Split: random bucket 1 of',
    );
  });

  it('states that a context without an id gets the first variant', () => {
    expect(splitWords({ ...chosen, basis: 'first' })).toBe(
      'Split: the context has none of the attributes to hash, so it gets the first variant, blue, which has 50% of the split.',
    );
  });
});
