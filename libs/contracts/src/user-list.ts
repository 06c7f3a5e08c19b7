import { z } from 'zod';
import { Reason } from './flag.ts';
import { Instant, RulesetVersion, TargetId } from './ids.ts';
import { hasOneMeaning, ONE_MEANING, RemoveOverrideInput, UserOverride, UserOverrideFields } from './override.ts';

/** Users of one list, which is one change of a flag's overrides. */
export const MAX_LISTED_USERS = 10_000;

/**
 * The body of a list: 10,000 ids of 255 characters and reasons of 500, each character 3 bytes long, fit into it.
 * A longer one has too many users, or no list.
 */
export const MAX_LIST_BYTES = MAX_LISTED_USERS * 2_400;

const TOO_MANY = 'must have 10,000 users at most; send several lists';

/** A user of a list. A reason and an end of its own take precedence over those of the list. */
export const ListedUser = z.union([
  TargetId,
  z.strictObject({ userId: TargetId, reason: Reason.optional(), expiresAt: Instant.nullable().optional() }),
]);
export type ListedUser = z.infer<typeof ListedUser>;

const UserListFields = UserOverrideFields.omit({ userId: true }).extend({
  users: z.array(ListedUser).min(1).max(MAX_LISTED_USERS, TOO_MANY),
});
/** Includes or excludes every user of a list. */
export const SetUserOverridesInput = UserListFields.refine(hasOneMeaning, ONE_MEANING);
export type SetUserOverridesInput = z.infer<typeof SetUserOverridesInput>;
/** The body of `POST /api/admin/flags/:flagKey/users/bulk`. */
export const UserListBody = UserListFields.omit({ environment: true, flagKey: true }).refine(
  hasOneMeaning,
  ONE_MEANING,
);

export const RemoveUserOverridesInput = RemoveOverrideInput.extend({
  users: z.array(TargetId).min(1).max(MAX_LISTED_USERS, TOO_MANY),
});
export type RemoveUserOverridesInput = z.infer<typeof RemoveUserOverridesInput>;

/** Takes back what one change did to a flag's user overrides. */
export const RevertUserOverridesInput = RemoveOverrideInput.extend({
  /** The version of the environment that the change made: each audit entry has it, and the result of a list. */
  version: RulesetVersion,
});
export type RevertUserOverridesInput = z.infer<typeof RevertUserOverridesInput>;

const count = z.int().nonnegative();
/** `null` where nothing changed. */
const version = RulesetVersion.nullable();

/** `unchanged` users had these very settings. */
export const UsersSet = z.strictObject({ version, created: count, updated: count, unchanged: count });
export type UsersSet = z.infer<typeof UsersSet>;

/** How many of the ids without an override a result names. */
export const MAX_NAMED_USERS = 20;

/** `notFound` ids had no override; the first of them are named. */
export const UsersRemoved = z.strictObject({
  version,
  removed: count,
  notFound: count,
  notFoundUsers: z.array(TargetId).max(MAX_NAMED_USERS),
});
export type UsersRemoved = z.infer<typeof UsersRemoved>;

/** `ended` overrides do not come back: their end has passed since. */
export const UsersReverted = z.strictObject({
  version,
  created: count,
  updated: count,
  removed: count,
  unchanged: count,
  ended: count,
});
export type UsersReverted = z.infer<typeof UsersReverted>;

/** A user override without what is the same for all of its flag. */
const ListedOverride = UserOverride.omit({ flagKey: true, type: true, priority: true });

/**
 * The users before or after a list was changed, as an audit entry has them. The trail holds all of them; a page of it the
 * first few of a long list, so that `count` is larger.
 */
export const UserListState = z.strictObject({ count, users: z.array(ListedOverride) });
export type UserListState = z.infer<typeof UserListState>;
