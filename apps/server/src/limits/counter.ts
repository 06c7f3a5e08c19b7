import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedCounts } from './shared-counts.ts';

/** How often something may happen per id. */
export type Limit = {
  readonly name: string;
  readonly max: number;
  readonly windowSec: number;
};

/** Counts in fixed windows. With Redis, all servers count together; while it is unavailable, each counts on its own. */
export type Counter = {
  /**
   * Counts `times` more. Returns how long to wait in whole seconds if that exceeds the limit, otherwise `undefined`.
   */
  take(id: string, times?: number): Promise<number | undefined>;
  /** Takes one count back. */
  giveBack(id: string): Promise<void>;
  /** Resets the count to zero. */
  clear(id: string): Promise<void>;
};

export function createCounter(limit: Limit, shared?: SharedCounts): Counter {
  const memory = new RateLimiterMemory(optionsOf(limit));
  const together = shared && createTogether(limit, shared);

  /** Runs `work` in Redis, or in memory if Redis fails. */
  async function on(work: (limiter: RateLimiterMemory | RateLimiterRedis) => Promise<unknown>): Promise<void> {
    if (!together || !shared.isReady()) return void (await work(memory));
    try {
      await work(together);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      shared.failed(error);
      await work(memory);
    }
  }

  async function take(id: string, times = 1): Promise<number | undefined> {
    try {
      await on((limiter) => limiter.consume(id, times));
      return undefined;
    } catch (error) {
      return waitOf(error);
    }
  }

  return {
    take,
    giveBack: (id) => on((limiter) => limiter.reward(id)),
    clear: (id) => on((limiter) => limiter.delete(id)),
  };
}

/** Creates a limiter in Redis. Its calls reject while Redis is unavailable. */
export function createTogether(limit: Limit, { redis }: SharedCounts): RateLimiterRedis {
  return new RateLimiterRedis({
    ...optionsOf(limit),
    storeClient: redis,
    rejectIfRedisNotReady: true,
    // Refused ids cause no more commands until the window ends.
    inMemoryBlockOnConsumed: limit.max + 1,
  });
}

export function optionsOf({ name, max, windowSec }: Limit) {
  return { keyPrefix: `limits:${name}`, points: max, duration: windowSec };
}

/** Returns the wait that a limiter rejected with. @throws the error if the limiter failed. */
function waitOf(refused: unknown): number {
  if (!(refused instanceof RateLimiterRes)) throw refused;
  return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
}
