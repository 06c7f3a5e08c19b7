import type { RegisteredFlags } from '@burgee/flags';
import type { Request } from 'express';
import type { ContextFlags } from '../flag-server-types.ts';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way of @types/express to extend requests
  namespace Express {
    interface Request {
      /** Set by `featureFlags()`, and only available after it. */
      featureFlags: FeatureFlags;
      /** The same as `featureFlags`. */
      flags: FeatureFlags;
    }
  }
}

/** The flags of one request. Each is evaluated when it is first read, and does not change until the response is sent. */
export type FeatureFlags<Set = RegisteredFlags> = ContextFlags<Set>;

export function setFlags(request: Request, flags: FeatureFlags): void {
  request.featureFlags = flags;
  request.flags = flags;
}
