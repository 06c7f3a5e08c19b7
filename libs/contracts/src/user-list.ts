import { z } from 'zod';
import { Reason } from './flag.ts';
import { Instant, RulesetVersion, TargetId } from './ids.ts';
import {
  hasAllowedValue,
  RemoveOverrideInput,
  UserOverride,
  UserOverrideFields,
  VALUE_NOT_ALLOWED,
} from './override.ts';

/** Maximum number of users in one list, which is one change of a flag's overrides. */
export const MAX_LISTED_USERS = 10_000;

/**
 * Maximum size of the body of a list: it fits 10,000 ids of 255 characters and reasons of 500, at 3 bytes a character.
 * A longer body has too many users, or is not a list.
 */
export const MAX_LIST_BYTES = MAX_LISTED_USERS * 2_400;

const TOO_MANY = 'must have at most 10,000 users; send several lists';

/** A user of a list. Its own reason and expiry take precedence over those of the list. */
export const ListedUser = z.union([
  TargetId,
  z.strictObject({ userId: TargetId, reason: Reason.optional(), expiresAt: Instant.nullable().optional() }),
]);
export type ListedUser = z.infer<typeof ListedUser>;

const UserListFields = UserOverrideFields.omit({ userId: true }).extend({
  users: z.array(ListedUser).min(1).max(MAX_LISTED_USERS, TOO_MANY),
});
/** Includes or excludes every user of a list. */
export const SetUserOverridesInput = UserListFields.refine(hasAllowedValue, VALUE_NOT_ALLOWED);
export type SetUserOverridesInput = z.infer<typeof SetUserOverridesInput>;

export const RemoveUserOverridesInput = RemoveOverrideInput.extend({
  users: z.array(TargetId).min(1).max(MAX_LISTED_USERS, TOO_MANY),
});
export type RemoveUserOverridesInput = z.infer<typeof RemoveUserOverridesInput>;

/** Undoes one change of a flag's user overrides. */
export const RevertUserOverridesInput = RemoveOverrideInput.extend({
  /** The version of the environment that the change created, from its audit entry or the result of a list. */
  version: RulesetVersion,
});
export type RevertUserOverridesInput = z.infer<typeof RevertUserOverridesInput>;

const count = z.int().nonnegative();
/** `null` if nothing changed. */
const version = RulesetVersion.nullable();

/** `unchanged` users already had the same settings. */
export const UsersSet = z.strictObject({ version, created: count, updated: count, unchanged: count });
export type UsersSet = z.infer<typeof UsersSet>;

/** Maximum number of ids without an override that a result names. */
export const MAX_NAMED_USERS = 20;

/** `notFound` ids had no override; the first of them are named. */
export const UsersRemoved = z.strictObject({
  version,
  removed: count,
  notFound: count,
  notFoundUsers: z.array(TargetId).max(MAX_NAMED_USERS),
});
export type UsersRemoved = z.infer<typeof UsersRemoved>;

/** `ended` overrides are not restored, because they have expired since. */
export const UsersReverted = z.strictObject({
  version,
  created: count,
  updated: count,
  removed: count,
  unchanged: count,
  ended: count,
});
export type UsersReverted = z.infer<typeof UsersReverted>;

/** A user override without the fields that are the same for all overrides of its flag. */
const ListedOverride = UserOverride.omit({ flagKey: true, type: true, priority: true });

/**
 * The users before or after a change of a list, in its audit entry. The trail stores all of them; a page of it has only the
 * first few of a long list, so that `count` may be larger.
 */
export const UserListState = z.strictObject({ count, users: z.array(ListedOverride) });
export type UserListState = z.infer<typeof UserListState>;
