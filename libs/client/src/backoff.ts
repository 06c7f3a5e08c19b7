import { MINUTE_MS } from '@burgee/contracts';
import type { ClientFailure } from './failure.ts';

const BASE_MS = 1_000;
const CAP_MS = 30_000;
const DENIED_MIN_MS = MINUTE_MS;
const DENIED_SPREAD_MS = 4 * MINUTE_MS;

/**
 * Delay before attempt `attempt` (1 = the first after a failure), in milliseconds (R10).
 *
 * Full jitter: thousands of clients that lost the same server must not return in the same instant. A denied client (401,
 * 403) will most likely be denied again, so it retries only every 1 to 5 minutes; it never stops, because keys are rotated.
 * `Retry-After` is the minimum; up to a second on top spreads clients that received the same value.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random in `[0, 1)`.
 */
export function retryDelayMs(attempt: number, { status, retryAfterMs }: ClientFailure, random: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs + Math.floor(random * BASE_MS);
  if (isDenied(status)) return DENIED_MIN_MS + Math.floor(random * DENIED_SPREAD_MS);
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}

/** Whether the delay must pass even if a new version arrives or the window gets the focus. */
export function mustWait({ status, retryAfterMs }: ClientFailure): boolean {
  return retryAfterMs !== undefined || isDenied(status);
}

function isDenied(status: number | undefined): boolean {
  return status === 401 || status === 403;
}
