import type { SplitWeight } from './split.ts';

/** Number of buckets of a rollout or split. A weight, or a percentage times 1,000, is the number of buckets it owns. */
export const BUCKETS = 100_000;

export function weightSum(weights: readonly SplitWeight[]): number {
  return weights.reduce((sum, { weight }) => sum + weight, 0);
}
