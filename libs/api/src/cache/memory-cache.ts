import { LRUCache } from 'lru-cache';
import { CACHE_TTL_MS, type Cache } from './cache.ts';

export type MemoryCacheOptions = {
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** When there are more, the one that nobody asked for the longest goes. */
  readonly maxEntries?: number;
};

/** In this process alone: the default. */
export function createMemoryCache({ clock, maxEntries = 10_000 }: MemoryCacheOptions): Cache {
  const texts = new LRUCache<string, string>({
    max: maxEntries,
    ttl: CACHE_TTL_MS,
    // What was set at 0 would never end.
    perf: { now: () => clock() + 1 },
    // Otherwise it would hold on to what the clock said a moment ago.
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
