import {
  DomainError,
  type EnvironmentKey,
  type SyncedKeys,
  type SyncedOverrides,
  type SyncOverridesBody,
  type SyncUsageBody,
} from '@burgee/contracts';
import { evaluationEnvironment, type EvaluationRequest, type EvaluationServices, unauthenticated } from '../context.ts';

/**
 * The environment that a caller may follow: that of its server key. Rulesets reveal who is targeted, so nobody else may.
 *
 * @throws DomainError UNAUTHENTICATED or TOKEN_SCOPE.
 */
export function followedEnvironment(request: EvaluationRequest, asked?: EnvironmentKey): EnvironmentKey {
  const { caller } = request;
  if ('key' in caller && caller.key.kind === 'server') return evaluationEnvironment(request, asked);
  if ('problem' in caller) throw unauthenticated(caller);
  throw new DomainError({ code: 'TOKEN_SCOPE', scope: 'the ruleset: use a server key' });
}

/** @throws DomainError DATABASE_UNAVAILABLE if the overrides of an id are not in memory and cannot be loaded. */
export async function findOverrides(
  { overrides, snapshots, syncLog }: EvaluationServices,
  environment: EnvironmentKey,
  { ids }: SyncOverridesBody,
): Promise<SyncedOverrides> {
  // Read first, so that the overrides are at least as new.
  const { version } = snapshots.ruleset(environment);
  const found = await Promise.all(ids.map(async ({ type, id }) => overrides.ofId(environment, type, id)));
  const list: SyncedOverrides['overrides'] = found.flatMap((byFlag) => [...byFlag.values()]);
  return { environment, origin: syncLog.origin(environment), version, overrides: list };
}

/** The keys that a server of this environment accepts. @throws DomainError DATABASE_UNAVAILABLE or UPSTREAM_UNAVAILABLE. */
export function listKeys({ keys, snapshots, syncLog }: EvaluationServices, environment: EnvironmentKey): SyncedKeys {
  // Throws before the environment is loaded.
  snapshots.ruleset(environment);
  return { environment, origin: syncLog.origin(environment), ...keys.list(environment) };
}

/** Adds what a program counted. Unknown flags and variants do not count. */
export function countUsage(
  { usage, snapshots, now }: EvaluationServices,
  environment: EnvironmentKey,
  body: SyncUsageBody,
): void {
  usage.add(snapshots.ruleset(environment), body.counts, now().getTime());
}
