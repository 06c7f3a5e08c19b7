import type { SegmentUsage } from '@burgee/contracts';
import { formatCount, formatList } from '../../ui/format/words.ts';

/** "Used by 2 flags and 1 segment". */
export function usageWords({ flags, segments }: SegmentUsage): string {
  const parts = [
    ...(flags.length > 0 ? [formatCount(flags.length, 'flag')] : []),
    ...(segments.length > 0 ? [formatCount(segments.length, 'segment')] : []),
  ];
  return parts.length === 0 ? 'Not used' : `Used by ${formatList(parts)}`;
}
