import { BUCKETS } from '@burgee/contracts';
import { bucketOf } from './hash.ts';
import { beginMurmur3, endMurmur3 } from './murmur3.ts';

/** Turns the caller's random number into a bucket; `undefined` if the number is not in `[0, 1)`. */
export type Draw = (random: number | undefined) => number | undefined;

function isRandom(random: number | undefined): random is number {
  return typeof random === 'number' && random >= 0 && random < 1;
}

/** The draw for the flag's own rollout, which uses the caller's number directly. */
export const plainDraw: Draw = (random) => (isRandom(random) ? Math.floor(random * BUCKETS) : undefined);

/**
 * Another draw from the same number, mixed with a name. Otherwise a number that a rule at 50% excludes would also be
 * excluded by the next rule at 50%, and every split would be skewed.
 */
export function namedDraw(name: string): Draw {
  const begun = beginMurmur3(`${name}:`, 0);
  return (random) => (isRandom(random) ? bucketOf(endMurmur3(begun, String(random))) : undefined);
}
