import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { CACHE_TTL_MS, type Cache } from './cache.ts';
import { connectRedis } from './connect-redis.ts';
import { seal, unseal } from './seal.ts';

export type RedisCacheOptions = {
  readonly url: string;
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** Reports why values currently come from the database, at most once a minute. */
  readonly onProblem: (problem: Error) => void;
};

/** `deletePrefix` takes many commands; this limits their total time. */
const DELETE_PREFIX_TIMEOUT_MS = 2_000;
/** Few enough that one command ends within its timeout: a list of users drops thousands of keys. */
const KEYS_AT_ONCE = 1_000;
/** R13: only one request, and those already under way, may wait for a Redis that hangs. */
const FAILURES_TO_OPEN = 1;
const OPEN_MS = 5_000;
const PROBLEM_INTERVAL_MS = 60_000;

/** The cache shared by all servers. While Redis is unavailable, every read misses; it recovers by itself. */
export function createRedisCache({ url, clock, onProblem }: RedisCacheOptions): Cache {
  const redis = connectRedis(url);
  // A command that Redis refuses, for example because it is full, has been answered.
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof Error && error.name === 'ReplyError')),
    {
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      halfOpenAfter: OPEN_MS,
    },
  );
  let isClosed = false;
  let reportedAt = -Infinity;

  function report(error: Error & { code?: unknown }): void {
    if (isClosed || clock() - reportedAt < PROBLEM_INTERVAL_MS) return;
    reportedAt = clock();
    // Only the text: ioredis adds the command's arguments, and those of AUTH are the password. If a name has two
    // addresses and neither answers, there is a code but no text.
    onProblem(new Error(`Redis: ${[error.message, error.code].filter(Boolean).join(' ')}`));
  }

  redis.on('error', report);
  redis.on('close', () => report(new Error('the connection was closed')));
  // Only the network path may be at fault, so reconnect. Until the new connection is ready, no call waits for an
  // answer.
  breaker.onBreak(() => redis.disconnect(true));

  /** Returns `undefined` if Redis cannot do the work. Every failure ends here. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    // While one call probes the half-open circuit, the breaker would make all other calls wait for the outcome.
    if (redis.status !== 'ready' || breaker.state === CircuitState.HalfOpen) return undefined;
    try {
      return await breaker.execute(work);
    } catch (error) {
      if (!isBrokenCircuitError(error)) report(error as Error);
      return undefined;
    }
  }

  async function setAll(entries: readonly (readonly [string, string])[]): Promise<void> {
    const pipeline = redis.pipeline();
    for (const [key, text] of entries) pipeline.set(key, seal(key, text), 'PX', CACHE_TTL_MS);
    const answers = await pipeline.exec();
    const refused = answers?.find(([error]) => error);
    if (refused?.[0]) throw refused[0];
  }

  /** Returns the next cursor; `0` after the last page. */
  async function deletePage(cursor: string, pattern: string): Promise<string> {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
    if (keys.length > 0) await redis.unlink(keys);
    return next;
  }

  return {
    kind: 'redis',
    get: async (keys) => {
      const texts = keys.length === 0 ? [] : await attempt(() => redis.mget([...keys]));
      return keys.map((key, at) => (key.isWellFormed() ? unseal(key, texts?.[at]) : undefined));
    },
    set: async (entries) => {
      // A lone surrogate has no UTF-8 encoding: keys that differ in one would collide, and texts would change.
      const storable = [...entries].filter(([key, text]) => key.isWellFormed() && text.isWellFormed());
      if (storable.length > 0) await attempt(() => setAll(storable));
    },
    delete: async (keys) => {
      for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
        await attempt(() => redis.unlink(keys.slice(at, at + KEYS_AT_ONCE)));
      }
    },
    deletePrefix: async (prefix) => {
      const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
      const until = clock() + DELETE_PREFIX_TIMEOUT_MS;
      let cursor: string | undefined = '0';
      do {
        const from: string = cursor;
        cursor = await attempt(() => deletePage(from, pattern));
      } while (cursor !== undefined && cursor !== '0' && clock() < until);
      if (cursor !== undefined && cursor !== '0') report(new Error('ran out of time before all keys were dropped'));
    },
    close: async () => {
      isClosed = true;
      // `quit` would wait for an answer.
      redis.disconnect();
    },
  };
}
