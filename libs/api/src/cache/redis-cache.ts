import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { CACHE_TTL_MS, type Cache } from './cache.ts';
import { connectRedis } from './connect-redis.ts';
import { seal, unseal } from './seal.ts';

export type RedisCacheOptions = {
  readonly url: string;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** Why values come from the database for now: at most once a minute. */
  readonly onProblem: (problem: Error) => void;
};

/** `deletePrefix` takes many commands; this is for all of them. */
const DELETE_PREFIX_TIMEOUT_MS = 2_000;
/** Few enough that a command with them ends within its time: a list of users drops thousands. */
const KEYS_AT_ONCE = 1_000;
/** R13: one request may wait for a Redis that hangs, and those that were under way with it. */
const FAILURES_TO_OPEN = 1;
const OPEN_MS = 5_000;
const PROBLEM_INTERVAL_MS = 60_000;

/** Shared by all servers. Works at once, with misses only, where Redis is away, and by itself when it is back. */
export function createRedisCache({ url, clock, onProblem }: RedisCacheOptions): Cache {
  const redis = connectRedis(url);
  // A command that Redis refuses, because it is full for one, has been answered.
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
    // Only its text: ioredis adds the command's arguments, and those of AUTH are the password. Where a name has two
    // addresses and none of them answers, there is a code and no text.
    onProblem(new Error(`Redis: ${[error.message, error.code].filter(Boolean).join(' ')}`));
  }

  redis.on('error', report);
  redis.on('close', () => report(new Error('the connection was closed')));
  // Nothing may be wrong but the way to it. While a new connection is greeted by nobody, no call waits for an answer.
  breaker.onBreak(() => redis.disconnect(true));

  /** `undefined` where Redis does not do it. Every failure ends here. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    // The breaker would let whoever asks while one call tries the open circuit wait for the outcome.
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

  /** Gives where to go on; `0` when all keys were seen. */
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
      // Half of a surrogate pair has no UTF-8: keys that differ in it would become one, and texts others.
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
      if (cursor !== undefined && cursor !== '0') report(new Error('there was no time to drop all of the keys'));
    },
    close: async () => {
      isClosed = true;
      // Not `quit`: that waits for an answer.
      redis.disconnect();
    },
  };
}
