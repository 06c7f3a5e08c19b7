import { MINUTE_MS } from '@burgee/contracts';
/** Caches text by key for a limited time. Correctness never depends on it: a failure counts as a miss. */
export type Cache = {
  /** For health and logs. */
  readonly kind: 'memory' | 'redis';
  /** Returns texts in the order of `keys`; `undefined` for a miss. Never fails, and never waits longer than 200 ms. */
  get(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Keeps the entries for `CACHE_TTL_MS` from now. */
  set(entries: ReadonlyMap<string, string>): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Drops every key with this prefix. */
  deletePrefix(prefix: string): Promise<void>;
  close(): Promise<void>;
};

/** Lifetime of an entry: bounds how long one survives if it could not be dropped because Redis was unavailable. */
export const CACHE_TTL_MS = 5 * MINUTE_MS;
