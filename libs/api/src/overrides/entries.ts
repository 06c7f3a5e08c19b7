import type { EnvironmentKey, FlagKey, Override, UserListState, UserOverride } from '@burgee/contracts';
import type { Change } from '@burgee/data-access';

type Place = { readonly environment: EnvironmentKey; readonly reason?: string | undefined };

/** What became of one override, for the audit trail (S400.6). */
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
 * One entry for all users of a list, with their overrides before and after. A list of one user is told like the change of
 * a single override.
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
    if (set) return overrideChange(action, place, old, set);
    if (old) return overrideChange(action, place, old, null);
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
