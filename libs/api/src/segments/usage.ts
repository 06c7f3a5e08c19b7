import type { Condition, EnvironmentKey, SegmentKey, SegmentUsage } from '@burgee/contracts';
import { FlagRow, SegmentRow } from '@burgee/data-access';
import type { EntityManager } from '@burgee/data-access';

/** The flags and segments whose conditions name a segment. */
export async function usageOf(em: EntityManager, environment: EnvironmentKey, key: SegmentKey): Promise<SegmentUsage> {
  const flags = await em.find(FlagRow, { environment }, { fields: ['key', 'rules'], orderBy: { key: 'asc' } });
  const segments = await em.find(SegmentRow, { environment }, { orderBy: { key: 'asc' } });
  return {
    flags: flags.filter(({ rules }) => rules.some(({ condition }) => names(condition, key))).map((flag) => flag.key),
    segments: segments.filter(({ condition }) => names(condition, key)).map((segment) => segment.key),
  };
}

function names(condition: Condition, key: SegmentKey): boolean {
  if ('all' in condition) return condition.all.some((inner) => names(inner, key));
  if ('any' in condition) return condition.any.some((inner) => names(inner, key));
  if ('not' in condition) return names(condition.not, key);
  return 'segment' in condition && condition.segment === key;
}
