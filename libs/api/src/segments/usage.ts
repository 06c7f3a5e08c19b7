import type { EnvironmentKey, SegmentKey, SegmentUsage } from '@burgee/contracts';
import { FlagRow, SegmentRow } from '@burgee/data-access';
import type { EntityManager } from '@burgee/data-access';

/** The flags and segments whose conditions name a segment. */
export async function usageOf(em: EntityManager, environment: EnvironmentKey, key: SegmentKey): Promise<SegmentUsage> {
  const flags = await em.find(FlagRow, { environment }, { fields: ['key', 'rules'], orderBy: { key: 'asc' } });
  const segments = await em.find(SegmentRow, { environment }, { orderBy: { key: 'asc' } });
  return {
    flags: flags.filter(({ rules }) => names(rules, key)).map((flag) => flag.key),
    segments: segments.filter(({ condition }) => names(condition, key)).map((segment) => segment.key),
  };
}

/** Takes whatever is stored: a row that somebody broke by hand must not keep anybody from the others (R16). */
function names(stored: unknown, key: SegmentKey): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  if ('segment' in stored && stored.segment === key) return true;
  return Object.values(stored).some((inner) => names(inner, key));
}
