import { type Cache, CACHE_TTL_MS } from './cache.ts';
import { openRedis } from './redis-connection.ts';
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
/** Limits how often requests wait for a Redis that accepts connections and then hangs (R13). */
const RETRY_AFTER_MS = 5_000;

/** The cache shared by all servers. While Redis is unavailable, every read misses; it recovers by itself. */
export function createRedisCache({ url, clock, onProblem }: RedisCacheOptions): Cache {
  const { redis, attempt, report, close } = openRedis({
    url,
    clock,
    retryAfterMs: RETRY_AFTER_MS,
    onProblem: (problem) => onProblem(new Error(`Redis: ${problem}`)),
  });

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
    close: async () => close(),
  };
}
