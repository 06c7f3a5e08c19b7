import { BUCKETS, type RolloutStep, type SplitFinding } from '@burgee/contracts';
import { formatNumber, formatPercent } from '../../ui/format/numbers.ts';

type Found = Required<Pick<RolloutStep, 'percentage' | 'basis'>> & { readonly bucket: number | undefined };

/** Explains how a rollout decided: the bucket compared with the percentage, or why no bucket was needed. */
export function rolloutWords({ percentage, basis, bucket = 0 }: Found, isIncluded: boolean): string {
  if (basis === 'everyone') return `${formatPercent(percentage)} includes everyone, so no bucket is needed.`;
  if (basis === 'no one') return `${formatPercent(percentage)} includes no one, so no bucket is needed.`;
  if (basis === 'no id') {
    return `The context has none of the attributes to hash, and is ${isIncluded ? 'included' : 'left out'} at ${formatPercent(percentage)}.`;
  }
  const name = basis === 'random' ? 'Random bucket' : 'Bucket';
  const reach = `the first ${formatNumber(Math.round(percentage * (BUCKETS / 100)))} of ${formatNumber(BUCKETS)}`;
  return `${name} ${formatNumber(bucket)} is ${isIncluded ? 'within' : 'beyond'} ${reach}, which are ${formatPercent(percentage)}.`;
}

/** Explains which variant a split chose, by the bucket and the variant's range. */
export function splitWords(split: SplitFinding): string {
  const share = `which has ${formatPercent(split.share)} of the split`;
  if (split.basis === 'first') {
    return `Split: the context has none of the attributes to hash, so it gets the first variant, ${split.variant}, ${share}.`;
  }
  const { basis, bucket, from, to, total, variant } = split;
  const name = basis === 'random' ? 'random bucket' : 'bucket';
  const range = `${formatNumber(from)} to ${formatNumber(to - 1)}`;
  return `Split: ${name} ${formatNumber(bucket)} of ${formatNumber(total)} is in the range ${range} of ${variant}, ${share}.`;
}
