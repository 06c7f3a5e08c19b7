import type { FlagName } from '@burgee/flags';
import type { Request, RequestHandler } from 'express';
import {
  hasValue,
  PROBLEM_TYPE,
  REFUSAL_CACHE_CONTROL,
  refusalBody,
  type RequireFlagOptions,
} from '../require-flag.ts';

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
    if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', REFUSAL_CACHE_CONTROL);
    if (elsewhere !== undefined) return response.redirect(elsewhere);
    response
      .status(404)
      .type(PROBLEM_TYPE)
      .send(refusalBody(flagKey, response.getHeader('X-Request-Id')));
  };
}
