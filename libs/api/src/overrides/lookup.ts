import {
  ID_OF_TYPE,
  isStorableText,
  MAX_TARGET_LENGTH,
  normalizeContext,
  type EvaluationContext,
  type EnvironmentKey,
  type FlagKey,
  type TargetId,
} from '@burgee/contracts';
import {
  loadIdOverrides,
  type Database,
  type IdOverride,
  type IdType,
  type LookedUp,
  type News,
} from '@burgee/data-access';
import type { ContextOverrides } from '@burgee/evaluator';
import { LRUCache } from 'lru-cache';
import { CACHE_TTL_MS, type Cache } from '../cache/cache.ts';
import { readStored, storedKey, type StoredOverride } from './stored.ts';
import { createTargetIndex, type IndexStatus, type Known } from './target-index.ts';

/** The overrides of a context; `undefined` where it has none, as nearly everybody. */
export type FoundOverrides = ContextOverrides | undefined;

/** Looks overrides up by id: memory, then Redis where there is one, then PostgreSQL. */
export type OverrideLookup = {
  /** At once where nothing has to be fetched. Never fails: what cannot be fetched does not count, and is logged. */
  forContext(environment: EnvironmentKey, context: EvaluationContext): FoundOverrides | Promise<FoundOverrides>;
  /** Drops what has changed. To be called before the version that changed it can be seen. */
  hear(environment: EnvironmentKey, news: News): void;
  /** The database was reached: what cannot be found in memory is asked of it again. */
  databaseAnswers(): void;
  status(): IndexStatus;
  ready(): Promise<void>;
  stop(): Promise<void>;
};

export type LookupOptions = {
  readonly database: Database;
  readonly cache: Cache;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  readonly onFailed: (error: unknown) => void;
};

type ByFlag = ReadonlyMap<string, IdOverride>;
const NONE: ByFlag = new Map();

/** Of ids that have overrides, or that are asked for before the index is there. */
const MAX_HELD = 20_000;

export function createOverrideLookup({ database, cache, clock, onFailed }: LookupOptions): OverrideLookup {
  const index = createTargetIndex(database, onFailed);
  const held = new LRUCache<string, ByFlag>({
    max: MAX_HELD,
    ttl: CACHE_TTL_MS,
    // What was set at 0 would never end.
    perf: { now: () => clock() + 1 },
    // While the database is away, what was so is better than nothing.
    noDeleteOnStaleGet: true,
    // Asks the clock each time: by default it keeps what the clock said for a millisecond of real time.
    ttlResolution: 0,
  });
  const lastKnown = (name: string) => held.get(name, { allowStale: true }) ?? NONE;
  const fetching = new Map<string, Promise<ByFlag>>();
  /** A look-up has failed, and nobody has reached the database since: nobody waits for it meanwhile (R1). */
  let isAway = false;

  function lookUp(environment: EnvironmentKey, type: IdType, target: string): ByFlag | Promise<ByFlag> {
    const flags = index.flagsOf(environment, type, target);
    if (flags?.length === 0) return NONE;
    const name = `${environment}:${type}:${target}`;
    return held.get(name) ?? fetching.get(name) ?? fetchOnce(name, environment, type, target as TargetId);
  }

  function fetchOnce(name: string, environment: EnvironmentKey, type: IdType, target: TargetId): Promise<ByFlag> {
    // The database would refuse such an id, which is no failure of the database.
    if (!isStorableText(target)) return Promise.resolve(NONE);
    if (isAway) return Promise.resolve(lastKnown(name));
    const running = fetchOverrides(environment, type, target)
      .then(
        (found) => {
          // Whoever heard meanwhile that it changed has taken it out: then it may be old already.
          if (fetching.get(name) === running) held.set(name, found);
          return found;
        },
        (error: unknown) => {
          isAway = true;
          onFailed(error);
          return lastKnown(name);
        },
      )
      .finally(() => {
        if (fetching.get(name) === running) fetching.delete(name);
      });
    fetching.set(name, running);
    return running;
  }

  async function fetchOverrides(environment: EnvironmentKey, type: IdType, target: TargetId): Promise<ByFlag> {
    const shared = await fromCache(environment, type, target);
    if (shared) return byFlag(shared);
    const looked = await loadIdOverrides(database, environment, type, target);
    toCache(environment, type, target, looked);
    return byFlag(looked.overrides);
  }

  /** All of an id's overrides; `undefined` where one of them is not there, or may be old. */
  async function fromCache(
    environment: EnvironmentKey,
    type: IdType,
    target: TargetId,
  ): Promise<IdOverride[] | undefined> {
    const flags = index.flagsOf(environment, type, target);
    if (!flags) return undefined;
    const texts = await cache.get(flags.map((flagKey) => storedKey(environment, flagKey, type, target)));
    // Asked only now: what changed while the cache was asked counts as well.
    const known = index.known(environment, type, target) as Known;
    const stored = flags.map((flagKey, at) => readStored(texts[at], { ...known, environment, flagKey, type, target }));
    return stored.every((entry) => entry !== undefined) ? stored.flatMap(({ override }) => override ?? []) : undefined;
  }

  /** That a flag has no override for the id is an entry, too. */
  function toCache(environment: EnvironmentKey, type: IdType, target: TargetId, looked: LookedUp): void {
    const known = index.known(environment, type, target);
    if (!known) return;
    const { version, overrides } = looked;
    const found = byFlag(overrides);
    const flagKeys = new Set([...(index.flagsOf(environment, type, target) ?? []), ...overrides.map(flagOf)]);
    const entries = [...flagKeys].map((flagKey): [string, string] => {
      const override = found.get(flagKey) ?? null;
      const entry: StoredOverride = { origin: known.origin, environment, flagKey, type, target, version, override };
      return [storedKey(environment, flagKey, type, target), JSON.stringify(entry)];
    });
    void cache.set(new Map(entries));
  }

  function forContext(environment: EnvironmentKey, given: EvaluationContext): FoundOverrides | Promise<FoundOverrides> {
    const context = normalizeContext(given);
    const of = (type: IdType) => {
      const id = context[ID_OF_TYPE[type]];
      return isTarget(id) ? lookUp(environment, type, id) : NONE;
    };
    const [user, session, testing] = [of('user'), of('session'), of('testing')];
    if (user instanceof Promise || session instanceof Promise || testing instanceof Promise) {
      return Promise.all([user, session, testing]).then(([u, s, t]) => together(u, s, t));
    }
    return together(user, session, testing);
  }

  function dropAll(environment: EnvironmentKey): void {
    for (const known of [held, fetching]) {
      for (const name of [...known.keys()]) if (name.startsWith(`${environment}:`)) known.delete(name);
    }
  }

  function hear(environment: EnvironmentKey, news: News): void {
    isAway = false;
    index.hear(environment, news);
    if (!news.overrides) return dropAll(environment);
    const stored: string[] = [];
    for (const one of news.overrides) {
      if (one.type === 'flag') {
        dropFlag(environment, one.flagKey);
        continue;
      }
      const { type, target, flagKey } = one;
      held.delete(`${environment}:${type}:${target}`);
      fetching.delete(`${environment}:${type}:${target}`);
      stored.push(storedKey(environment, flagKey, type, target));
    }
    if (stored.length > 0) void cache.delete(stored);
  }

  /**
   * Entries of a deleted flag stay in the shared cache until they expire: the index does not ask for them, and if the flag
   * is created again, they are older than that.
   */
  function dropFlag(environment: EnvironmentKey, flagKey: FlagKey): void {
    const isHere = (name: string) => name.startsWith(`${environment}:`);
    for (const [name, found] of [...held.entries()]) if (isHere(name) && found.has(flagKey)) held.delete(name);
    // Any of them may be reading the flag's overrides.
    for (const name of [...fetching.keys()].filter(isHere)) fetching.delete(name);
  }

  return {
    forContext,
    hear,
    databaseAnswers: () => {
      isAway = false;
    },
    status: index.status,
    ready: index.ready,
    stop: index.stop,
  };
}

function isTarget(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_TARGET_LENGTH;
}

function flagOf({ flagKey }: IdOverride): FlagKey {
  return flagKey;
}

function byFlag(overrides: readonly IdOverride[]): ByFlag {
  return overrides.length === 0 ? NONE : new Map(overrides.map((override) => [override.flagKey, override]));
}

/** Every look-up was for overrides of one type, so that each map has no others. */
function together(user: ByFlag, session: ByFlag, testing: ByFlag): FoundOverrides {
  if (user.size === 0 && session.size === 0 && testing.size === 0) return undefined;
  return { user, session, testing } as ContextOverrides;
}
