import type { Override, OverrideType, ResolvedOverride } from '@burgee/contracts';
import type { Standing } from './override-row.tsx';

/** Whether an override wins for whom one asks, would win, or is for somebody else. */
export function standingOf(resolved: ResolvedOverride | undefined, { id }: Pick<Override, 'id'>): Standing {
  if (resolved?.override?.id === id) return 'wins';
  return resolved?.shadowed.some((one) => one.id === id) ? 'shadowed' : 'none';
}

export function standingOfLayer(resolved: ResolvedOverride | undefined, type: OverrideType): Standing {
  if (resolved?.override?.type === type) return 'wins';
  return resolved?.shadowed.some((one) => one.type === type) ? 'shadowed' : 'none';
}

/** Without those that have ended since the server was asked: a page may stay open for hours. */
export function stillCounting({ override, shadowed }: ResolvedOverride, now: number): ResolvedOverride {
  const counts = (one: Override) => !('expiresAt' in one) || one.expiresAt === null || Date.parse(one.expiresAt) > now;
  const [first = null, ...rest] = [...(override ? [override] : []), ...shadowed].filter(counts);
  return { override: first, shadowed: rest };
}
