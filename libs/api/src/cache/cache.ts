/** Text by key, kept for a while. Never needed for a right answer: what fails is a miss. */
export type Cache = {
  /** Which one, for health and logs. */
  readonly kind: 'memory' | 'redis';
  /** In the order of `keys`; `undefined` for a miss. Never fails, and never waits longer than 200 ms. */
  get(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Keeps them for `CACHE_TTL_MS` from now on. */
  set(entries: ReadonlyMap<string, string>): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Drops every key that begins so. */
  deletePrefix(prefix: string): Promise<void>;
  close(): Promise<void>;
};

/** How long an entry is kept: what was not dropped when it should have been, because Redis was away, is gone by then. */
export const CACHE_TTL_MS = 5 * 60_000;
