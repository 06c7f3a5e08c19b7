import type { RedisConnection } from '@burgee/api';
import { SECOND_MS } from '@burgee/contracts';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How often something may happen per id. */
export type Limit = {
  readonly name: string;
  readonly max: number;
  readonly windowSec: number;
};

/** Counts in fixed windows. With Redis, all servers count together; while it is unavailable, each counts on its own. */
export type Counter = {
  /** Counts `times` more. Returns how long to wait in whole seconds if that exceeds the limit, otherwise `undefined`. */
  take(id: string, times?: number): Promise<number | undefined>;
  /** Takes one count back. */
  giveBack(id: string): Promise<void>;
  /** Resets the count to zero. */
  clear(id: string): Promise<void>;
};

type Limiter = RateLimiterMemory | RateLimiterRedis;

export function createCounter(limit: Limit, connection?: RedisConnection): Counter {
  const memory = new RateLimiterMemory(limiterOptions(limit));
  const shared = connection && createSharedLimiter(limit, connection);

  /** Runs `work` in Redis, or in memory if Redis is unavailable. */
  async function withFallback<T extends NonNullable<unknown>>(work: (limiter: Limiter) => Promise<T>): Promise<T> {
    return (shared && (await connection.attempt(() => work(shared)))) ?? work(memory);
  }

  return {
    take: async (id, times = 1) => {
      const waitMs = await withFallback((limiter) => consume(limiter, id, times));
      return waitMs > 0 ? Math.ceil(waitMs / SECOND_MS) : undefined;
    },
    giveBack: async (id) => void (await withFallback((limiter) => limiter.reward(id))),
    clear: async (id) => void (await withFallback((limiter) => limiter.delete(id))),
  };
}

/** Creates a limiter in Redis, whose calls reject while Redis is unavailable. */
export function createSharedLimiter(limit: Limit, { redis }: RedisConnection): RateLimiterRedis {
  return new RateLimiterRedis({
    ...limiterOptions(limit),
    storeClient: redis,
    rejectIfRedisNotReady: true,
    // Refused ids cause no more commands until the window ends.
    inMemoryBlockOnConsumed: limit.max + 1,
  });
}

function limiterOptions({ name, max, windowSec }: Limit) {
  return { keyPrefix: `limits:${name}`, points: max, duration: windowSec };
}

/** Returns how long to wait, in milliseconds; 0 within the limit. A limiter rejects with the wait, or with an error. */
export async function consume(limiter: Limiter, id: string, times: number): Promise<number> {
  try {
    await limiter.consume(id, times);
    return 0;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
    throw refused;
  }
}
