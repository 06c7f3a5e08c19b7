import { BUCKETS } from '@burgee/contracts';
import { bucketOf } from './hash.ts';
import { murmur3Hasher } from './murmur3.ts';

/** Turns the caller's random number in `[0, 1)` into a bucket. */
export type RandomBucket = (random: number) => number;

/** The flag's own rollout reads the caller's number as it is. */
export const plainDraw: RandomBucket = (random) => Math.min(Math.max(Math.floor(random * BUCKETS), 0), BUCKETS - 1);

/**
 * A further draw from the same number. It is mixed with the draw's name, because a rule at 50 % that was missed by a
 * number would otherwise be followed by another at 50 % that misses it for certain, and every split would be skewed.
 */
export function namedDraw(name: string): RandomBucket {
  const hash = murmur3Hasher(`${name}:`, 0);
  return (random) => bucketOf(hash(String(random)));
}
