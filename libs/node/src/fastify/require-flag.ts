import type { FlagName } from '@burgee/flags';
import type { preHandlerAsyncHookHandler, RawServerBase, RawServerDefault } from 'fastify';
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
 *     app.get('/checkout', { preHandler: requireFlag('new-checkout', { else: '/old-checkout' }) }, handler);
 */
export function requireFlag<Key extends FlagName, Server extends RawServerBase = RawServerDefault>(
  flagKey: Key,
  options: RequireFlagOptions<Key> = {},
): preHandlerAsyncHookHandler<Server> {
  const { is, else: elsewhere } = options;
  return async (request, reply) => {
    const { flags } = request as { readonly flags?: ContextFlags };
    if (!flags) {
      throw new Error(
        `requireFlag('${flagKey}') needs featureFlags before it: app.register(featureFlags, { burgee, contextOf })`,
      );
    }
    if (hasValue(flags, flagKey, is)) return;
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', REFUSAL_CACHE_CONTROL);
    if (elsewhere !== undefined) return reply.redirect(elsewhere);
    return reply
      .code(404)
      .type(PROBLEM_TYPE)
      .send(refusalBody(flagKey, reply.getHeader('X-Request-Id')));
  };
}
