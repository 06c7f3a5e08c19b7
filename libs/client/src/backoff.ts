import type { ClientFailure } from './failure.ts';

const BASE_MS = 1_000;
const CAP_MS = 30_000;

/**
 * Delay before attempt `attempt` (1 = the first after a failure), in milliseconds (R10).
 *
 * Full jitter: thousands of clients that lost the same server must not return in the same instant. If the server demands a
 * delay, it is the minimum, and up to half as long again spreads clients that received the same demand.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random in `[0, 1)`.
 */
export function retryDelayMs(attempt: number, { retryAfterMs }: ClientFailure, random: number): number {
  return retryAfterMs === undefined
    ? random * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1))
    : retryAfterMs * (1 + random / 2);
}
