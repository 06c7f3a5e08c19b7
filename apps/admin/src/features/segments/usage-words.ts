import type { SegmentUsage } from '@burgee/contracts';

/** "2 flags and 1 segment". */
export function usageWords({ flags, segments }: SegmentUsage): string {
  const parts = [counted(flags.length, 'flag'), counted(segments.length, 'segment')].filter((part) => part !== '');
  return parts.length === 0 ? 'Not used' : `Used by ${parts.join(' and ')}`;
}

function counted(count: number, what: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
