import type { Problem } from '@burgee/contracts';
import { describeNotAvailable } from '@burgee/contracts/wire';
import type { FlagName, FlagValue, JsonValue, RegisteredFlags } from '@burgee/flags';
import type { ContextFlags } from './flag-server-types.ts';

/** How a flag is required, by all adapters. */
export type RequiredValue<Key = FlagName, Set = RegisteredFlags> = {
  /** The value that the flag must have. Without it, the flag must be on. */
  readonly is?: Extract<FlagValue<Key, Set>, string | number | boolean>;
};

export type RequireFlagOptions<Key = FlagName, Set = RegisteredFlags> = RequiredValue<Key, Set> & {
  /** The path or URL to which other requests are redirected (302). Without it, they get a 404. */
  readonly else?: string;
};

/** The refusal is for this user only. By default, caches may store a 404. */
export const REFUSAL_CACHE_CONTROL = 'private, no-store';

export const PROBLEM_TYPE = 'application/problem+json';

/** Reads of flags, without the types that the application has registered. */
type AnyFlags = Pick<ContextFlags<undefined>, 'isEnabled' | 'get'>;

/** @param expected without it, the flag must be on. */
export function hasValue(flags: AnyFlags, flagKey: string, expected: unknown = true): boolean {
  if (typeof expected === 'boolean') return flags.isEnabled(flagKey) === expected;
  return valueOf(flags, flagKey) === expected;
}

/** The flag's value. Without one, a declared flag has its fallback, and any other has none. */
export function valueOf({ get }: Pick<AnyFlags, 'get'>, flagKey: string): JsonValue | undefined {
  const read = get as (flagKey: string, fallback?: null) => JsonValue | undefined;
  // `null` accepts a value of any type.
  return read(flagKey, null) ?? read(flagKey);
}

/**
 * The body of a 404, as if the route did not exist (F1.14).
 *
 * @param requestId the header `X-Request-Id` of the response, which it has if the application assigns ids to requests.
 */
export function refusalBody(flagKey: string, requestId: unknown): string {
  const { message, hint } = describeNotAvailable({ flagKey });
  const problem: Omit<Problem, 'requestId'> & Partial<Problem> = {
    type: 'urn:burgee:problem:feature-not-available',
    title: message,
    status: 404,
    code: 'FEATURE_NOT_AVAILABLE',
    hint,
    ...(typeof requestId === 'string' && { requestId }),
  };
  return JSON.stringify(problem);
}
