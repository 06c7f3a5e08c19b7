import type { SegmentUsage } from '@burgee/contracts';

/** "Used by 2 flags and 1 segment". */
export function usageWords({ flags, segments }: SegmentUsage): string {
  const parts = [countWithNoun(flags.length, 'flag'), countWithNoun(segments.length, 'segment')].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? 'Not used' : `Used by ${parts.join(' and ')}`;
}

function countWithNoun(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
