import type { ContextFlags } from '../flag-server-types.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by `featureFlags()`, and only available after it. */
    flags: ContextFlags;
  }
}
