import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedCounts } from './shared-counts.ts';

/** How often something may happen, for each of many. */
export type Limit = {
  readonly name: string;
  readonly max: number;
  readonly windowSec: number;
};

/** Counts in windows, and all servers together where there is Redis; each for itself while that is away. */
export type Counter = {
  /** Counts `times` more. Gives how long to wait where that is too many, in whole seconds; `undefined` where it is not. */
  take(id: string, times?: number): Promise<number | undefined>;
  /** Takes back what was counted. */
  giveBack(id: string): Promise<void>;
  /** Begins anew. */
  clear(id: string): Promise<void>;
};

export function createCounter(limit: Limit, shared?: SharedCounts): Counter {
  const memory = new RateLimiterMemory(optionsOf(limit));
  const together = shared && createTogether(limit, shared);

  /** In Redis; where that does not do it, in memory. */
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

/** The same, in Redis alone: rejects where that is away. */
export function createTogether(limit: Limit, { redis }: SharedCounts): RateLimiterRedis {
  return new RateLimiterRedis({
    ...optionsOf(limit),
    storeClient: redis,
    rejectIfRedisNotReady: true,
    // Who was refused costs Redis nothing until the window ends.
    inMemoryBlockOnConsumed: limit.max + 1,
  });
}

export function optionsOf({ name, max, windowSec }: Limit) {
  return { keyPrefix: `limits:${name}`, points: max, duration: windowSec };
}

/** What a limiter rejects with: until when, or that it does not work. @throws the latter. */
function waitOf(refused: unknown): number {
  if (!(refused instanceof RateLimiterRes)) throw refused;
  return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
}
