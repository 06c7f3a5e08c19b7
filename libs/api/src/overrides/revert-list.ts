import {
  type FlagKey,
  type JsonValue,
  OVERRIDE_PRIORITY,
  type RevertUserOverridesInput,
  UserListState,
  UserOverride,
  type UsersReverted,
} from '@burgee/contracts';
import {
  AuditRow,
  changeInSteps,
  deleteListedUsers,
  type EntityManager,
  findListedUsers,
  type FlagRow,
  type WriteContext,
  writeListedUsers,
} from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { invalid } from '../failures/invalid.ts';
import { refuseManagedOverrides } from '../flags/managed.ts';
import { type ByUser, byUser, isSameOverride, pendingVersion } from './change-list.ts';
import { userListChange } from './entries.ts';
import { checkRate } from './rate-limit.ts';
import { checkValue } from './value.ts';

/**
 * Restores a flag's user overrides to their state before one change, only for the users of that change, regardless of
 * later changes to them. This is a new change, subject to the rate limit only if it sets an override (W39.8).
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, RATE_LIMITED; VALIDATION_FAILED for a version that changed none of them, or whose
 *   entry can no longer be used.
 */
export async function revertUserOverrides(ctx: WriteContext, input: RevertUserOverridesInput): Promise<UsersReverted> {
  const { environment, flagKey } = input;
  return changeInSteps<UsersReverted>(ctx, [environment], async (em, renew) => {
    const flag = await findFlag(em, { environment, key: flagKey });
    refuseManagedOverrides(flag);
    const { users, before } = await readUserChange(em, input);
    const restored = before.filter(({ expiresAt }) => expiresAt === null || new Date(expiresAt) > ctx.now());
    const held = byUser(await findListedUsers(em, flag, users));
    renew();
    const plan = planRevert(ctx, flag, { users, restored, held });
    if (plan.set.length > 0) await checkRate(em, { environment, flagKey, type: 'user' });
    await deleteListedUsers(
      em,
      flag,
      plan.removed.map(({ target }) => target),
    );
    await writeListedUsers(em, flag, plan.set);
    renew();
    const replaced = plan.set.flatMap(({ target }) => held.get(target) ?? []);
    const counts = {
      created: plan.set.length - replaced.length,
      updated: replaced.length,
      removed: plan.removed.length,
      unchanged: users.length - plan.set.length - plan.removed.length,
      ended: before.length - restored.length,
    };
    const changed = [...replaced, ...plan.removed];
    if (changed.length + plan.set.length === 0) return { result: { version: null, ...counts }, changes: [] };
    const result = { version: await pendingVersion(em, environment), ...counts };
    return { result, changes: [userListChange(input, changed, plan.set)] };
  });
}

/** The overrides before a change, and all of its users. */
async function readUserChange(em: EntityManager, { environment, flagKey, version }: RevertUserOverridesInput) {
  const rows = await em.find(
    AuditRow,
    { environment, version, key: flagKey, subject: 'override', overrideType: 'user' },
    { orderBy: { part: 'asc' } },
  );
  if (rows.length === 0) {
    throw invalid('version', `no user override of "${flagKey}" was changed by version ${version}`);
  }
  const before = rows.flatMap((row) => listedOverrides(flagKey, row.before ?? null));
  const after = rows.flatMap((row) => listedOverrides(flagKey, row.after ?? null));
  return { users: [...byUser([...before, ...after]).keys()], before };
}

/** The overrides on one side of an entry: that of one user, or those of a list. */
function listedOverrides(flagKey: FlagKey, state: JsonValue | null): UserOverride[] {
  if (state === null) return [];
  const one = UserOverride.safeParse(state);
  if (one.success) return [one.data];
  const { data: list } = UserListState.safeParse(state);
  if (!list) throw invalid('version', 'its audit entry can no longer be used');
  if (list.count !== list.users.length) throw invalid('version', 'its audit entry does not name all of its users');
  return list.users.map((user) => ({ ...user, flagKey, type: 'user', priority: OVERRIDE_PRIORITY.user }));
}

type RevertFacts = {
  readonly users: readonly UserOverride['target'][];
  readonly restored: readonly UserOverride[];
  readonly held: ByUser;
};

/** The overrides to set and those to remove. @throws DomainError VALIDATION_FAILED for values that no longer fit the flag. */
function planRevert(ctx: WriteContext, flag: FlagRow, { users, restored, held }: RevertFacts) {
  const wanted = byUser(restored);
  const set = restored.flatMap((override) => {
    const now = held.get(override.target);
    if (isSameOverride(override, now)) return [];
    if (override.value !== undefined) checkValue(flag, override.value, 'version');
    const createdAt = now?.createdAt ?? ctx.now().toISOString();
    return [{ ...override, id: now?.id ?? ctx.newId(), createdBy: ctx.actor, createdAt }];
  });
  const removed = users.flatMap((userId) => (wanted.has(userId) ? [] : (held.get(userId) ?? [])));
  return { set, removed };
}
