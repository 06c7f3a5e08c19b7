import {
  type EnvironmentKey,
  type FlagKey,
  type ManyOverrides,
  MAX_NAMED_OVERRIDES,
  type Override,
  type OverrideType,
  type UserListState,
  type UserOverride,
} from '@burgee/contracts';
import type { Change } from '@burgee/data-access';

type Place = { readonly environment: EnvironmentKey; readonly reason?: string | undefined };

/** The audit entry for a change of one override (S400.6). */
export function overrideChange(action: Change['action'], place: Place, before: Override, after: null): Change;
export function overrideChange(
  action: Change['action'],
  place: Place,
  before: Override | null,
  after: Override,
): Change;
export function overrideChange(
  action: Change['action'],
  { environment, reason }: Place,
  before: Override | null,
  after: Override | null,
): Change {
  const override = (after ?? before) as Override;
  const { flagKey: key, type: overrideType } = override;
  const target = 'target' in override ? override.target : undefined;
  return { environment, action, subject: 'override', key, overrideType, target, reason, before, after };
}

/**
 * One entry for all users of a list, with their overrides before and after. A list of one user is recorded like the
 * change of a single override.
 */
export function userListChange(
  place: Place & { readonly flagKey: FlagKey },
  before: readonly UserOverride[],
  after: readonly UserOverride[],
): Change {
  const action = after.length === 0 ? 'removed' : before.length === 0 ? 'created' : 'updated';
  const [one, ...others] = new Set([...before, ...after].map(({ target }) => target));
  if (one !== undefined && others.length === 0) {
    const [old = null, set] = [before[0], after[0]];
    return set ? overrideChange(action, place, old, set) : overrideChange(action, place, old as UserOverride, null);
  }
  const { environment, flagKey: key, reason } = place;
  const states = { before: listState(before), after: listState(after) };
  return { environment, action, subject: 'override', key, overrideType: 'user', reason, ...states };
}

function listState(overrides: readonly UserOverride[]): UserListState | null {
  if (overrides.length === 0) return null;
  const users = overrides.map(({ flagKey: _flagKey, type: _type, priority: _priority, ...user }) => user);
  return { count: users.length, users };
}

/** Overrides of one flag that were removed together. */
type RemovedTogether = Pick<ManyOverrides, 'counts' | 'targets'> & {
  readonly flagKey: FlagKey;
  /**
   * All of them, or, if there are too many for separate entries, the overrides for everyone and the first ones for
   * single ids.
   */
  readonly overrides: readonly Override[];
};

/**
 * The audit entries of overrides that were removed together: one each, or a single one for all single ids if there are
 * too many. Overrides for everyone always have their own entries: a flag has at most two.
 */
export function removalChanges(
  action: 'removed' | 'expired',
  place: Place,
  { flagKey, overrides, counts, targets }: RemovedTogether,
): Change[] {
  const types = Object.keys(counts) as OverrideType[];
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isMany = total > MAX_NAMED_OVERRIDES;
  const named = overrides.filter((override) => !isMany || !('target' in override));
  const changes = named.map((override) => overrideChange(action, place, override, null));
  if (!isMany) return changes;
  const sample = overrides.filter((override) => 'target' in override).slice(0, MAX_NAMED_OVERRIDES);
  const before: ManyOverrides = { counts, sample, targets };
  const [only] = types;
  const { environment, reason } = place;
  const many = { environment, action, subject: 'override', key: flagKey, reason, before, after: null } as const;
  return [...changes, types.length === 1 && only ? { ...many, overrideType: only } : many];
}
