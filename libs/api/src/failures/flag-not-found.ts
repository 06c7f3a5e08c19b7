import { DomainError, type EnvironmentKey } from '@burgee/contracts';
import { closest, distance } from 'fastest-levenshtein';
import type { Snapshots } from '../snapshots.ts';

/** Suggests the flag that was probably meant. */
export function flagNotFound(snapshots: Snapshots, environment: EnvironmentKey, flagKey: string): DomainError {
  const keys = [...snapshots.ruleset(environment).flags.keys()];
  const nearest = keys.length > 0 ? closest(flagKey, keys) : undefined;
  const isNear = nearest !== undefined && distance(flagKey, nearest) <= Math.max(2, flagKey.length / 3);
  return new DomainError({ code: 'FLAG_NOT_FOUND', flagKey, environment, ...(isNear && { suggestion: nearest }) });
}
