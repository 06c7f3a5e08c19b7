import { type EnvironmentKey, MAX_NAMED_OVERRIDES, type Override } from '@burgee/contracts';
import {
  type Change,
  deleteOverridesOf,
  type EntityManager,
  type FlagRow,
  OverrideRow,
  readInIndexOrder,
  toOverride,
  toUserOverride,
  UserOverrideRow,
} from '@burgee/data-access';
import { removalChanges } from './entries.ts';

type Place = { readonly environment: EnvironmentKey; readonly reason?: string | undefined };

/**
 * Removes all overrides of a flag that is being deleted. They are deleted inside the database: there may be millions,
 * and this process reads only those that get their own audit entries.
 *
 * @param renew see `Database.write`.
 */
export async function removeAllOverrides(
  em: EntityManager,
  place: Place,
  flag: FlagRow,
  renew: () => void,
): Promise<Change[]> {
  const overrides = await firstOverrides(em, flag);
  const counts = await deleteOverridesOf(em, flag.id, renew);
  return removalChanges('removed', place, { flagKey: flag.key, overrides, counts });
}

/** Returns the overrides for everyone, and as many for single ids as can have their own entries, in index order. */
async function firstOverrides(em: EntityManager, flag: FlagRow): Promise<Override[]> {
  await readInIndexOrder(em);
  const options = { populate: ['flag'], limit: MAX_NAMED_OVERRIDES } as const;
  const forEveryone = await em.find(OverrideRow, { flag, target: '' }, { ...options, orderBy: { type: 'asc' } });
  const byTarget = { type: 'asc', target: 'asc' } as const;
  const others = await em.find(OverrideRow, { flag, target: { $ne: '' } }, { ...options, orderBy: byTarget });
  const users = await em.find(UserOverrideRow, { flag }, { ...options, orderBy: { userId: 'asc' } });
  return [...[...forEveryone, ...others].map(toOverride), ...users.map(toUserOverride)];
}
