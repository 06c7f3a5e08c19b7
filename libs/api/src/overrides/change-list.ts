import {
  type EnvironmentKey,
  isSameJson,
  type JsonValue,
  MAX_NAMED_USERS,
  OVERRIDE_PRIORITY,
  type RemoveUserOverridesInput,
  type RulesetVersion,
  type SetUserOverridesInput,
  type TargetId,
  type UserOverride,
  type UsersRemoved,
  type UsersSet,
} from '@burgee/contracts';
import {
  changeInSteps,
  deleteListedUsers,
  type EntityManager,
  findListedUsers,
  type FlagRow,
  type WriteContext,
  writeListedUsers,
} from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { refuseManagedOverrides } from '../flags/managed.ts';
import { userListChange } from './entries.ts';
import { listedWishes, uniqueUsers, type UserWish } from './listed-users.ts';
import { checkRate } from './rate-limit.ts';
import { checkValue, valueOfVariant } from './value.ts';

/**
 * Includes or excludes all users of a list or none, in one change that counts once toward the rate limit (W39.8).
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, VALIDATION_FAILED, RATE_LIMITED.
 */
export async function setUserOverrides(ctx: WriteContext, input: SetUserOverridesInput): Promise<UsersSet> {
  const { environment, flagKey } = input;
  const wishes = listedWishes(input, ctx.now());
  const userIds = wishes.map(({ userId }) => userId);
  return changeInSteps<UsersSet>(ctx, [environment], async (em, renew) => {
    const flag = await findFlag(em, { environment, key: flagKey });
    refuseManagedOverrides(flag);
    const value = listedValue(flag, input);
    await checkRate(em, { environment, flagKey, type: 'user' });
    const held = byUser(await findListedUsers(em, flag, userIds));
    const wanted = wishes.map((wish) =>
      newUserOverride(ctx, flag, { ...input, ...wish, value }, held.get(wish.userId)),
    );
    const after = wanted.filter((override) => !isSameOverride(override, held.get(override.target)));
    // Thousands of users take several steps, and each step has the timeout of a request.
    renew();
    await writeListedUsers(em, flag, after);
    renew();
    const before = after.flatMap(({ target }) => held.get(target) ?? []);
    const counts = { created: after.length - before.length, updated: before.length };
    const unchanged = wanted.length - after.length;
    if (after.length === 0) return { result: { version: null, ...counts, unchanged }, changes: [] };
    const result = { version: await pendingVersion(em, environment), ...counts, unchanged };
    return { result, changes: [userListChange(input, before, after)] };
  });
}

/**
 * Removes the overrides of all users of a list; ids without one are counted and are not a failure. Never refused by the
 * rate limit (W39.8).
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, VALIDATION_FAILED.
 */
export async function removeUserOverrides(ctx: WriteContext, input: RemoveUserOverridesInput): Promise<UsersRemoved> {
  const { environment, flagKey } = input;
  const userIds = uniqueUsers(input.users);
  return changeInSteps<UsersRemoved>(ctx, [environment], async (em, renew) => {
    const flag = await findFlag(em, { environment, key: flagKey });
    refuseManagedOverrides(flag);
    const gone = byUser(await deleteListedUsers(em, flag, userIds));
    renew();
    const before = userIds.flatMap((userId) => gone.get(userId) ?? []);
    const notFound = userIds.filter((userId) => !gone.has(userId));
    const counts = { removed: before.length, notFound: notFound.length };
    const notFoundUsers = notFound.slice(0, MAX_NAMED_USERS);
    if (before.length === 0) return { result: { version: null, ...counts, notFoundUsers }, changes: [] };
    const result = { version: await pendingVersion(em, environment), ...counts, notFoundUsers };
    return { result, changes: [userListChange(input, before, [])] };
  });
}

/** The version that this transaction creates. */
export async function pendingVersion(em: EntityManager, environment: EnvironmentKey): Promise<RulesetVersion> {
  // The row exists: this transaction has locked it.
  const [{ version }]: [{ version: RulesetVersion }] = await em.execute(
    'select version from environments where key = ?',
    [environment],
  );
  return version;
}

export type ByUser = ReadonlyMap<TargetId, UserOverride>;

export function byUser(overrides: readonly UserOverride[]): ByUser {
  return new Map(overrides.map((override) => [override.target, override]));
}

/** Returns `undefined` if an include uses the on variant and an exclude the off variant. */
function listedValue(flag: FlagRow, { value, variant }: SetUserOverridesInput): JsonValue | undefined {
  if (variant !== undefined) return valueOfVariant(flag, variant);
  return value === undefined ? undefined : checkValue(flag, value);
}

type Wanted = Pick<SetUserOverridesInput, 'overrideType'> & UserWish & { readonly value: JsonValue | undefined };

/** A replaced override keeps its id and creation time. */
function newUserOverride(
  ctx: WriteContext,
  flag: FlagRow,
  { overrideType, value, userId: target, reason, expiresAt }: Wanted,
  held: UserOverride | undefined,
): UserOverride {
  return {
    id: held?.id ?? ctx.newId(),
    type: 'user',
    priority: OVERRIDE_PRIORITY.user,
    flagKey: flag.key,
    target,
    overrideType,
    ...(value !== undefined && { value }),
    reason,
    createdBy: ctx.actor,
    createdAt: held?.createdAt ?? ctx.now().toISOString(),
    expiresAt,
  };
}

/** Whether two overrides have the same effect, reason and expiry, no matter who set them. */
export function isSameOverride(one: UserOverride, other: UserOverride | undefined): boolean {
  return (
    other !== undefined &&
    one.overrideType === other.overrideType &&
    one.reason === other.reason &&
    one.expiresAt === other.expiresAt &&
    isSameJson(one.value, other.value)
  );
}
