import type { ContextResult } from '@burgee/flags';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { flagsOf } from '../flags-of.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the plugin `featureFlags` before the handlers of `preHandler` that are added after it. */
    flags: ContextFlags;
  }
}

export type FeatureFlagsOptions = {
  readonly burgee: FlagServer;
  /**
   * Returns the user and other attributes that flags depend on. The request waits for it for at most 1 s. If it fails,
   * fallbacks apply.
   */
  readonly contextOf: (request: FastifyRequest) => ContextResult;
};

const plugin: FastifyPluginCallback<FeatureFlagsOptions> = (app, { burgee, contextOf }, done) => {
  app.decorateRequest('flags');
  // By then, the hooks that find out who the user is have run, and the body is parsed.
  app.addHook('preHandler', async (request) => {
    request.flags = await flagsOf(burgee, () => contextOf(request));
  });
  done();
};

/**
 * Sets `request.flags`, in all scopes of the application. Each flag is evaluated at most once per request, when it is first
 * read. Register it after the plugins whose results `contextOf` reads, such as a session.
 *
 *     await app.register(featureFlags, { burgee, contextOf: (request) => ({ userId: request.session.userId }) });
 */
export const featureFlags: FastifyPluginCallback<FeatureFlagsOptions> = Object.assign(plugin, {
  // Fastify applies the plugin to the scope that registers it, instead of to a new one.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@burgee/node/fastify',
});
