import {
  type EntityManager,
  type FlagRow,
  type IdOverride,
  OverrideRow,
  toOverride,
  toUserOverride,
  UserOverrideRow,
} from '@burgee/data-access';
import { MAX_OVERRIDDEN } from './flips.ts';

/** The overrides of a flag for single users, sessions and test runs that have not expired, up to a limit. */
export async function readIdOverrides(em: EntityManager, flag: FlagRow, now: number) {
  const isActive = { $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date(now) } }] };
  const options = { populate: ['flag'], orderBy: { id: 'asc' }, limit: MAX_OVERRIDDEN + 1 } as const;
  const users = await em.find(UserOverrideRow, { flag, ...isActive }, options);
  const others = await em.find(OverrideRow, { flag, type: { $in: ['session', 'testing'] }, ...isActive }, options);
  const all = [...users.map(toUserOverride), ...others.map((row) => toOverride(row) as IdOverride)];
  return { items: all.slice(0, MAX_OVERRIDDEN), isCut: all.length > MAX_OVERRIDDEN };
}
