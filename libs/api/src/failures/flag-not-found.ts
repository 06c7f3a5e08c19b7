import { DomainError, type EnvironmentKey } from '@burgee/contracts';
import { closest, distance } from 'fastest-levenshtein';

/** Suggests the flag that was probably meant. @param keys of the flags in the environment. */
export function flagNotFound(keys: Iterable<string>, environment: EnvironmentKey, flagKey: string): DomainError {
  const known = [...keys];
  const nearest = known.length > 0 ? closest(flagKey, known) : undefined;
  const isNear = nearest !== undefined && distance(flagKey, nearest) <= Math.max(2, flagKey.length / 3);
  return new DomainError({ code: 'FLAG_NOT_FOUND', flagKey, environment, ...(isNear && { suggestion: nearest }) });
}
