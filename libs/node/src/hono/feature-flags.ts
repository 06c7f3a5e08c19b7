import type { ContextResult, DeclaredOnly } from '@burgee/flags';
import type { Context, Env, MiddlewareHandler } from 'hono';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { flagsOf } from '../flags-of.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by `featureFlags()`, and only available after it. */
    flags: ContextFlags;
  }
}

/**
 * Sets the variable `flags`, which handlers read as `c.var.flags`. Each flag is evaluated at most once per request, when it is
 * first read. The request waits at most 1 s for `contextOf`. If that fails, fallbacks apply.
 *
 *     app.use(featureFlags(burgee, async (c) => ({ userId: await userIdOf(c) })));
 *
 * @param contextOf may have a parameter of the type `Context<E>`, to read variables of the application.
 */
export function featureFlags<Result extends ContextResult, E extends Env>(
  burgee: FlagServer,
  contextOf: (c: Context<E>) => DeclaredOnly<Result>,
): MiddlewareHandler<E> {
  return async (c, next) => {
    c.set('flags', await flagsOf(burgee, () => contextOf(c)));
    await next();
  };
}
