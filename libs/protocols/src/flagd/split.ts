import { BUCKETS, type Split, weightSum } from '@burgee/contracts';
import { Inexact, type Logic } from './logic.ts';
import { hashedBy } from './rollout.ts';

/** The key of the variant that a split chooses. @throws Inexact */
export function splitLogic(split: Split, flagSalt: string): Logic {
  const { weights, ranges, missing } = split;
  // A split without one would be broken.
  const { variant: first } = weights.find(({ weight }) => weight > 0) as Split['weights'][number];
  if (ranges.every(({ variant }) => variant === first)) return first;
  if (missing === 'random') throw new Inexact('serves random variants to contexts without an id, which flagd cannot');
  if (weightSum(weights) !== BUCKETS) throw new Inexact(`splits users by weights that do not sum to ${BUCKETS}`);
  const pairs = ranges.map(({ variant, from, to }): Logic => [variant, to - from]);
  return hashedBy(split, flagSalt, first, (text) => ({ fractional: [{ cat: text(':split:') }, ...pairs] }));
}
