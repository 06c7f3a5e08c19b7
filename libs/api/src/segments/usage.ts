import type { EnvironmentKey, SegmentKey, SegmentUsage } from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';
import { FlagRow, SegmentRow } from '@burgee/data-access';

/** Finds the flags and segments whose conditions use a segment. */
export async function findSegmentUsage(
  em: EntityManager,
  environment: EnvironmentKey,
  key: SegmentKey,
): Promise<SegmentUsage> {
  const flags = await em.find(FlagRow, { environment }, { fields: ['key', 'rules'], orderBy: { key: 'asc' } });
  const segments = await em.find(SegmentRow, { environment }, { orderBy: { key: 'asc' } });
  return {
    flags: flags.filter(({ rules }) => usesSegment(rules, key)).map((flag) => flag.key),
    segments: segments.filter(({ condition }) => usesSegment(condition, key)).map((segment) => segment.key),
  };
}

/** Accepts any stored value: a row that someone broke by hand must not block the others (R16). */
function usesSegment(stored: unknown, key: SegmentKey): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  if ('segment' in stored && stored.segment === key) return true;
  return Object.values(stored).some((inner) => usesSegment(inner, key));
}
