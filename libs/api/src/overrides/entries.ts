import type { EnvironmentKey, Override } from '@burgee/contracts';
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
