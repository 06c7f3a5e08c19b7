import {
  type Detail,
  isStorableText,
  type ListedUser,
  type SetUserOverridesInput,
  type TargetId,
  UNSTORABLE_TEXT,
} from '@burgee/contracts';
import { invalidAt } from '../failures/invalid.ts';

/** The settings of one user in a list. */
export type UserWish = {
  readonly userId: TargetId;
  readonly reason: string | null;
  readonly expiresAt: string | null;
};

/**
 * Returns the users of a list, without duplicates that have the same settings.
 *
 * @throws DomainError VALIDATION_FAILED with each invalid line: one that contradicts an earlier line, has an id that
 *   cannot be stored, or has a past expiry.
 */
export function listedWishes(
  input: Pick<SetUserOverridesInput, 'users' | 'reason' | 'expiresAt'>,
  now: Date,
): UserWish[] {
  const details: Detail[] = [];
  if (hasPassed(normalizeInstant(input.expiresAt), now)) details.push({ path: 'expiresAt', message: NOT_FUTURE });
  const seen = new Map<TargetId, { readonly index: number; readonly wish: UserWish }>();
  for (const [index, user] of input.users.entries()) {
    const wish = userWish(user, input);
    const problem = userProblem(user, wish, now);
    const first = seen.get(wish.userId);
    if (problem) details.push({ path: `users.${index}${problem.path}`, message: problem.message });
    else if (!first) seen.set(wish.userId, { index, wish });
    else if (!isSame(first.wish, wish)) {
      const message = `"${wish.userId}" is also users.${first.index}, with another reason or expiry`;
      details.push({ path: `users.${index}`, message });
    }
  }
  if (details.length > 0) throw invalidAt(details);
  return [...seen.values()].map(({ wish }) => wish);
}

/**
 * Returns the ids of a list without duplicates. @throws DomainError VALIDATION_FAILED for ids that cannot be stored.
 */
export function uniqueUsers(users: readonly TargetId[]): TargetId[] {
  const details = users.flatMap((userId, index) =>
    isStorableText(userId) ? [] : [{ path: `users.${index}`, message: UNSTORABLE_TEXT }],
  );
  if (details.length > 0) throw invalidAt(details);
  return [...new Set(users)];
}

const NOT_FUTURE = 'must be in the future';

function userWish(user: ListedUser, common: Pick<SetUserOverridesInput, 'reason' | 'expiresAt'>): UserWish {
  const own = typeof user === 'string' ? { userId: user } : user;
  return {
    userId: own.userId,
    reason: own.reason ?? common.reason ?? null,
    expiresAt: normalizeInstant(own.expiresAt === undefined ? common.expiresAt : own.expiresAt),
  };
}

/** Normalizes an instant to the form in which it is stored and compared. */
function normalizeInstant(expiresAt: string | null | undefined): string | null {
  return expiresAt ? new Date(expiresAt).toISOString() : null;
}

function hasPassed(expiresAt: string | null, now: Date): boolean {
  return expiresAt !== null && new Date(expiresAt) <= now;
}

function userProblem(user: ListedUser, { userId, reason, expiresAt }: UserWish, now: Date): Detail | undefined {
  const [isPlain, hasOwnEnd] = [typeof user === 'string', typeof user !== 'string' && Boolean(user.expiresAt)];
  if (!isStorableText(userId)) return { path: isPlain ? '' : '.userId', message: UNSTORABLE_TEXT };
  if (reason !== null && !isStorableText(reason)) return { path: isPlain ? '' : '.reason', message: UNSTORABLE_TEXT };
  return hasOwnEnd && hasPassed(expiresAt, now) ? { path: '.expiresAt', message: NOT_FUTURE } : undefined;
}

function isSame(one: UserWish, other: UserWish): boolean {
  return one.reason === other.reason && one.expiresAt === other.expiresAt;
}
