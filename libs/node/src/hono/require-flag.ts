import type { FlagName } from '@burgee/flags';
import type { MiddlewareHandler } from 'hono';
import type { ContextFlags } from '../flag-server-types.ts';
import {
  hasValue,
  PROBLEM_TYPE,
  REFUSAL_CACHE_CONTROL,
  refusalBody,
  type RequireFlagOptions,
} from '../require-flag.ts';

/**
 * Passes a request on if the flag is on for it, or has the value of `is`. Otherwise redirects to `else`, or answers 404 as if
 * the route did not exist.
 *
 *     app.get('/checkout', requireFlag('new-checkout', { else: '/old-checkout' }), handler);
 */
export function requireFlag<Key extends FlagName>(
  flagKey: Key,
  options: RequireFlagOptions<Key> = {},
): MiddlewareHandler {
  const { is, else: elsewhere } = options;
  return async (c, next) => {
    const flags = c.get('flags') as ContextFlags | undefined;
    if (!flags) {
      throw new Error(`requireFlag('${flagKey}') needs featureFlags() before it: app.use(featureFlags(burgee, ...))`);
    }
    if (hasValue(flags, flagKey, is)) return next();
    const { headers } = c.res;
    if (!headers.has('Cache-Control')) c.header('Cache-Control', REFUSAL_CACHE_CONTROL);
    if (elsewhere !== undefined) return c.redirect(elsewhere);
    return c.body(refusalBody(flagKey, headers.get('X-Request-Id')), 404, { 'Content-Type': PROBLEM_TYPE });
  };
}
