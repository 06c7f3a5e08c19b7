import { LRUCache } from 'lru-cache';
import { type Cache, CACHE_TTL_MS } from './cache.ts';

export type MemoryCacheOptions = {
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** Beyond this, the least recently used entry is evicted. */
  readonly maxEntries?: number;
};

/** The default cache, local to this process. */
export function createMemoryCache({ clock, maxEntries = 10_000 }: MemoryCacheOptions): Cache {
  const texts = new LRUCache<string, string>({
    max: maxEntries,
    ttl: CACHE_TTL_MS,
    // An entry set at 0 would never expire.
    perf: { now: () => clock() + 1 },
    // Otherwise, the cache reuses a slightly old clock reading.
    ttlResolution: 0,
  });
  return {
    kind: 'memory',
    get: async (keys) => keys.map((key) => texts.get(key)),
    set: async (entries) => {
      for (const [key, text] of entries) texts.set(key, text);
    },
    delete: async (keys) => {
      for (const key of keys) texts.delete(key);
    },
    deletePrefix: async (prefix) => {
      for (const key of [...texts.keys()]) if (key.startsWith(prefix)) texts.delete(key);
    },
    close: async () => texts.clear(),
  };
}
