import type { ContextFlags } from '../flag-server-types.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the plugin `featureFlags` before the handlers of `preHandler` that are added after it. */
    flags: ContextFlags;
  }
}
