import type { Caller } from '@burgee/api';
import { MINUTE_MS } from '@burgee/contracts';
import { LRUCache } from 'lru-cache';

/** An issuer that withdraws a key, or a clock that is corrected, takes effect within this time. */
const REMEMBERED_MS = MINUTE_MS;
const MAX_REMEMBERED = 1_000;

type Remembered = { readonly caller: Caller; readonly verifiedMs: number; readonly untilMs: number };

type Options = {
  readonly verify: (token: string) => Promise<Caller>;
  /** When a token expires, in milliseconds since 1970. */
  readonly endOf: (token: string) => number;
  readonly now: () => Date;
};

/**
 * Verifies a token once a minute instead of once a request: a signature costs a thread of the pool, which is a tenth of the
 * CPU time of a write. Tokens that are not valid are verified each time.
 */
export function rememberVerified({ verify, endOf, now }: Options): (token: string) => Promise<Caller> {
  const remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  return async (token) => {
    const nowMs = now().getTime();
    const known = remembered.get(token);
    if (known && nowMs < known.untilMs && nowMs >= known.verifiedMs) return known.caller;
    const caller = await verify(token);
    remembered.delete(token);
    if (!('session' in caller)) return caller;
    remembered.set(token, { caller, verifiedMs: nowMs, untilMs: Math.min(endOf(token), nowMs + REMEMBERED_MS) });
    return caller;
  };
}
