import { BUCKETS } from '@burgee/contracts';
import { bucketOf } from './hash.ts';
import { beginMurmur3, endMurmur3 } from './murmur3.ts';

/** Turns the caller's random number into a bucket; `undefined` where the number is not in `[0, 1)`. */
export type Draw = (random: number | undefined) => number | undefined;

function isRandom(random: number | undefined): random is number {
  return typeof random === 'number' && random >= 0 && random < 1;
}

/** The flag's own rollout reads the caller's number as it is. */
export const plainDraw: Draw = (random) => (isRandom(random) ? Math.floor(random * BUCKETS) : undefined);

/**
 * A further draw from the same number. It is mixed with the draw's name, because a rule at 50 % that was missed by a
 * number would otherwise be followed by another at 50 % that misses it for certain, and every split would be skewed.
 */
export function namedDraw(name: string): Draw {
  const begun = beginMurmur3(`${name}:`, 0);
  return (random) => (isRandom(random) ? bucketOf(endMurmur3(begun, String(random))) : undefined);
}
