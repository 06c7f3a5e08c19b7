import { MINUTE_MS } from '@burgee/contracts';
import { eventually, findRedisServer, startRedis } from '@burgee/testing';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { type Cache, CACHE_TTL_MS } from './cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createRedisCache } from './redis-cache.ts';

type OpenCache = AsyncDisposable & { readonly cache: Cache };

async function openMemoryCache(): Promise<OpenCache> {
  const cache = createMemoryCache({ clock: () => 0 });
  return { cache, [Symbol.asyncDispose]: cache.close };
}

async function openRedisCache(): Promise<OpenCache & { readonly redis: Redis }> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  let [now, problems] = [0, 0];
  const cache = createRedisCache({
    url: server.url,
    clock: () => now,
    onProblem: () => {
      problems++;
      // Advances the clock so that the next problem is reported too.
      now += MINUTE_MS;
    },
  });
  const untilItWorks = () =>
    eventually(async () => {
      await cache.set(aText('is it there?'));
      expect(await cache.get(['is it there?'])).not.toEqual([undefined]);
    });
  /** Repeats a call that Redis did not answer in time on a busy machine, which the cache skips by design. */
  async function answered<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      const before = problems;
      const result = await call();
      if (problems === before) return result;
      await untilItWorks();
    }
  }
  await untilItWorks();
  const patient: Cache = {
    kind: cache.kind,
    get: (keys) => answered(() => cache.get(keys)),
    set: (entries) => answered(() => cache.set(entries)),
    delete: (keys) => answered(() => cache.delete(keys)),
    deletePrefix: (prefix) => answered(() => cache.deletePrefix(prefix)),
    close: cache.close,
  };
  const close = async () => {
    await cache.close();
    redis.disconnect();
    await server[Symbol.asyncDispose]();
  };
  return { cache: patient, redis, [Symbol.asyncDispose]: close };
}

function aText(...keys: string[]): ReadonlyMap<string, string> {
  return new Map(keys.map((key) => [key, `text of ${key}`]));
}

const adapters = [
  { kind: 'memory', open: openMemoryCache, isMissing: false },
  { kind: 'redis', open: openRedisCache, isMissing: !findRedisServer() },
] as const;

for (const { kind, open, isMissing } of adapters) {
  describe.skipIf(isMissing)(`W9.7 the ${kind} cache`, () => {
    it('reports its kind', async () => {
      await using opened = await open();
      expect(opened.cache.kind).toBe(kind);
    });

    it('returns stored texts in the order of the keys, and undefined for missing ones', async () => {
      await using opened = await open();
      const { cache } = opened;
      await cache.set(new Map([...aText('a', 'b'), ['empty', '']]));
      const found = await cache.get(['b', 'missing', 'a', 'empty', 'b']);
      expect(found).toEqual(['text of b', undefined, 'text of a', '', 'text of b']);
    });

    it('returns the text that was set last', async () => {
      await using opened = await open();
      await opened.cache.set(aText('a'));
      await opened.cache.set(new Map([['a', 'newer']]));
      expect(await opened.cache.get(['a'])).toEqual(['newer']);
    });

    it('accepts empty lists of keys and entries', async () => {
      await using opened = await open();
      const { cache } = opened;
      await cache.set(new Map());
      await cache.delete([]);
      expect(await cache.get([])).toEqual([]);
    });

    it('deletes only the given keys', async () => {
      await using opened = await open();
      const { cache } = opened;
      await cache.set(aText('a', 'ab', 'b', 'c'));
      await cache.delete(['a', 'c', 'missing']);
      expect(await cache.get(['a', 'ab', 'b', 'c'])).toEqual([undefined, 'text of ab', 'text of b', undefined]);
    });

    it('deletes every key with a prefix, no matter how many', async () => {
      await using opened = await open();
      const { cache } = opened;
      const many = Array.from({ length: 3_000 }, (_, at) => `feature_flags:production:${at}`);
      const others = ['feature_flags:production2', 'a:feature_flags:production:', 'feature_flags:staging:1'];
      await cache.set(aText(...many, ...others));
      await cache.deletePrefix('feature_flags:production:');
      expect(new Set(await cache.get(many))).toEqual(new Set([undefined]));
      expect(await cache.get(others)).toEqual(others.map((key) => `text of ${key}`));
    });

    it('matches every character of a prefix literally', async () => {
      await using opened = await open();
      const { cache } = opened;
      const texts = fc.string({ unit: fc.constantFrom(...String.raw`*?[]^-\a`, 'é', '🦊', '\n', '\0'), maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.array(texts, { maxLength: 20 }), texts, async (keys, prefix) => {
          await cache.deletePrefix('');
          await cache.set(aText(...keys));
          await cache.deletePrefix(prefix);
          const expected = keys.map((key) => (key.startsWith(prefix) ? undefined : `text of ${key}`));
          expect(await cache.get(keys)).toEqual(expected);
        }),
      );
    });

    it('stores any Unicode in keys and texts', async () => {
      await using opened = await open();
      const { cache } = opened;
      const text = fc.string({ unit: 'binary' });
      await fc.assert(
        fc.asyncProperty(fc.dictionary(text, text), async (texts) => {
          await cache.set(new Map(Object.entries(texts)));
          expect(await cache.get(Object.keys(texts))).toEqual(Object.values(texts));
        }),
      );
    });

    it('does not confuse lone surrogates', async () => {
      await using opened = await open();
      const { cache } = opened;
      await cache.set(aText('user:\ud83e', 'user:\ufffd'));
      expect(await cache.get(['user:\ud83f', 'user:\ufffd'])).toEqual([undefined, 'text of user:\ufffd']);
    });
  });
}

describe('W9.7 the TTL', () => {
  it('is 5 minutes in memory', async () => {
    let time = 0;
    const cache = createMemoryCache({ clock: () => time });
    await cache.set(aText('a'));
    time = CACHE_TTL_MS;
    expect(CACHE_TTL_MS).toBe(300_000);
    expect(await cache.get(['a'])).toEqual(['text of a']);
    time = CACHE_TTL_MS + 1;
    expect(await cache.get(['a'])).toEqual([undefined]);
  });

  it.skipIf(!findRedisServer())('is 5 minutes in Redis, for each key and from the last time it was set', async () => {
    await using opened = await openRedisCache();
    const { cache, redis } = opened;
    await cache.set(aText('a', 'b'));
    await redis.persist('a');
    await cache.set(aText('a'));
    for (const left of [await redis.pttl('a'), await redis.pttl('b')]) {
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(CACHE_TTL_MS);
    }
  });
});

describe('the memory cache', () => {
  it('evicts the least recently used entry', async () => {
    const cache = createMemoryCache({ clock: () => 0, maxEntries: 2 });
    await cache.set(aText('a', 'b'));
    await cache.get(['a']);
    await cache.set(aText('c'));
    expect(await cache.get(['a', 'b', 'c'])).toEqual(['text of a', undefined, 'text of c']);
  });
});
