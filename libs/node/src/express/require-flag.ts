import { describeFailure, type FailureOf, type Problem } from '@burgee/contracts';
import type { FlagName, FlagValue, JsonValue, RegisteredFlags } from '@burgee/flags';
import type { Request, RequestHandler, Response } from 'express';
import type { FeatureFlags } from './request-flags.ts';

export type RequireFlagOptions<Key = FlagName, Set = RegisteredFlags> = {
  /** The value that the flag must have. Without it, the flag must be on. */
  readonly is?: Extract<FlagValue<Key, Set>, string | number | boolean>;
  /** The path or URL to which other requests are redirected (302). Without it, they get a 404. */
  readonly else?: string;
};

/**
 * Passes a request on if the flag is on for it, or has the value of `is`. Otherwise redirects to `else`, or answers 404 as if
 * the route did not exist (F1.14).
 */
export function requireFlag<Key extends FlagName>(flagKey: Key, options: RequireFlagOptions<Key> = {}): RequestHandler {
  const { is, else: elsewhere } = options;
  return (request, response, next) => {
    const { featureFlags } = request as Partial<Pick<Request, 'featureFlags'>>;
    if (!featureFlags) {
      return next(
        new Error(`requireFlag('${flagKey}') needs featureFlags() before it: app.use(featureFlags({ ... }))`),
      );
    }
    if (hasValue(featureFlags, flagKey, is)) return next();
    // The answer is for this user only. By default, caches may store a 404.
    if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'private, no-store');
    if (elsewhere !== undefined) return response.redirect(elsewhere);
    sendNotAvailable(response, { code: 'FEATURE_NOT_AVAILABLE', flagKey });
  };
}

function hasValue(flags: FeatureFlags, flagKey: string, expected: unknown = true): boolean {
  if (typeof expected === 'boolean') return flags.isEnabled(flagKey) === expected;
  const get = flags.get as (flagKey: string, fallback?: null) => JsonValue | undefined;
  // `null` accepts a value of any type. Without a value, a declared flag has its fallback, and any other has none.
  return (get(flagKey, null) ?? get(flagKey)) === expected;
}

function sendNotAvailable(response: Response, failure: FailureOf<'FEATURE_NOT_AVAILABLE'>): void {
  const { message, hint } = describeFailure(failure);
  const requestId = response.getHeader('X-Request-Id');
  const problem: Omit<Problem, 'requestId'> & Partial<Problem> = {
    type: 'urn:burgee:problem:feature-not-available',
    title: message,
    status: 404,
    code: failure.code,
    hint,
    // The response has this header if the application assigns ids to requests.
    ...(typeof requestId === 'string' && { requestId }),
  };
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
