import {
  type EnvironmentKey,
  type EvaluationContext,
  type FlagKey,
  ID_OF_TYPE,
  isStorableText,
  isTarget,
  normalizeContext,
  type TargetId,
} from '@burgee/contracts';
import {
  type Database,
  type IdOverride,
  type IdType,
  loadIdOverrides,
  type LookedUp,
  type News,
} from '@burgee/data-access';
import type { ContextOverrides } from '@burgee/evaluator';
import { LRUCache } from 'lru-cache';
import { type Cache, CACHE_TTL_MS } from '../cache/cache.ts';
import { readStored, storedKey, type StoredOverride } from './stored.ts';
import { createTargetIndex, type IndexStatus, type Known, type KnownIds } from './target-index.ts';

/** The overrides of a context; `undefined` if it has none, which is the usual case. */
export type FoundOverrides = ContextOverrides | undefined;

/** Looks up overrides by id: in memory, then in Redis if configured, then in PostgreSQL. */
export type OverrideLookup = {
  /**
   * Returns synchronously if nothing has to be fetched. Never fails: overrides that cannot be fetched are ignored, and
   * the failure is logged.
   */
  forContext(environment: EnvironmentKey, context: EvaluationContext): FoundOverrides | Promise<FoundOverrides>;
  /** The overrides of one id by flag. Unlike `forContext`, fails if they are not in memory and cannot be fetched. */
  ofId(environment: EnvironmentKey, type: IdType, id: TargetId): ByFlag | Promise<ByFlag>;
  /** The ids that have overrides; `undefined` while that is not known. */
  idsOf(environment: EnvironmentKey): KnownIds | undefined;
  /** Drops changed overrides. Call it before the version with the change becomes visible. */
  hear(environment: EnvironmentKey, news: News): void;
  /** Call it when the database answers again: look-ups that memory cannot answer then query it again. */
  databaseAnswers(): void;
  status(): IndexStatus;
  ready(): Promise<void>;
  stop(): Promise<void>;
};

export type LookupOptions = {
  readonly database: Database;
  readonly cache: Cache;
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  readonly onFailed: (error: unknown) => void;
};

type ByFlag = ReadonlyMap<string, IdOverride>;
const NONE: ByFlag = new Map();

/** Limit of ids held: those that have overrides, and those looked up before the index is ready. */
const MAX_HELD = 20_000;

export function createOverrideLookup({ database, cache, clock, onFailed }: LookupOptions): OverrideLookup {
  const index = createTargetIndex(database, onFailed);
  const held = new LRUCache<string, ByFlag>({
    max: MAX_HELD,
    ttl: CACHE_TTL_MS,
    // An entry set at 0 would never expire.
    perf: { now: () => clock() + 1 },
    // While the database is unavailable, a stale override is better than none.
    noDeleteOnStaleGet: true,
    // Read the clock each time: by default, a reading is reused for a millisecond of real time.
    ttlResolution: 0,
  });
  const lastKnown = (name: string) => held.get(name, { allowStale: true }) ?? NONE;
  const fetching = new Map<string, Promise<ByFlag>>();
  /**
   * Whether a look-up has failed and the database has not been reached since: until then, no look-up waits for it (R1).
   */
  let isAway = false;

  function lookUp(environment: EnvironmentKey, type: IdType, target: string): ByFlag | Promise<ByFlag> {
    const flags = index.flagsOf(environment, type, target);
    if (flags?.length === 0) return NONE;
    const name = `${environment}:${type}:${target}`;
    return held.get(name) ?? fetching.get(name) ?? fetchOnce(name, environment, type, target as TargetId);
  }

  function fetchOnce(name: string, environment: EnvironmentKey, type: IdType, target: TargetId): Promise<ByFlag> {
    // The database would refuse such an id, which is not an outage.
    if (!isStorableText(target)) return Promise.resolve(NONE);
    if (isAway) return Promise.resolve(lastKnown(name));
    const running = fetchOverrides(environment, type, target)
      .then(
        (found) => {
          // If a change has removed this fetch in the meantime, its result may be stale.
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

  function ofId(environment: EnvironmentKey, type: IdType, id: TargetId): ByFlag | Promise<ByFlag> {
    if (index.flagsOf(environment, type, id)?.length === 0) return NONE;
    return held.get(`${environment}:${type}:${id}`) ?? fetchOverrides(environment, type, id);
  }

  async function fetchOverrides(environment: EnvironmentKey, type: IdType, target: TargetId): Promise<ByFlag> {
    const shared = await fromCache(environment, type, target);
    if (shared) return byFlag(shared);
    const looked = await loadIdOverrides(database, environment, type, target);
    toCache(environment, type, target, looked);
    return byFlag(looked.overrides);
  }

  /** Returns all of an id's overrides; `undefined` if one of them is missing or may be stale. */
  async function fromCache(
    environment: EnvironmentKey,
    type: IdType,
    target: TargetId,
  ): Promise<IdOverride[] | undefined> {
    const flags = index.flagsOf(environment, type, target);
    if (!flags) return undefined;
    const texts = await cache.get(flags.map((flagKey) => storedKey(environment, flagKey, type, target)));
    // Read only now, so that changes made during the cache read count as well.
    const known = index.known(environment, type, target) as Known;
    const stored = flags.map((flagKey, at) => readStored(texts[at], { ...known, environment, flagKey, type, target }));
    return stored.every((entry) => entry !== undefined) ? stored.flatMap(({ override }) => override ?? []) : undefined;
  }

  /** Negative results are cached too. */
  function toCache(environment: EnvironmentKey, type: IdType, target: TargetId, looked: LookedUp): void {
    const known = index.known(environment, type, target);
    if (!known) return;
    const { version, overrides } = looked;
    const found = byFlag(overrides);
    const flagKeys = new Set([
      ...(index.flagsOf(environment, type, target) ?? []),
      ...overrides.map(({ flagKey }) => flagKey),
    ]);
    const entries = [...flagKeys].map((flagKey): [string, string] => {
      const override = found.get(flagKey) ?? null;
      const entry: StoredOverride = { origin: known.origin, environment, flagKey, type, target, version, override };
      return [storedKey(environment, flagKey, type, target), JSON.stringify(entry)];
    });
    void cache.set(new Map(entries));
  }

  function forContext(environment: EnvironmentKey, given: EvaluationContext): FoundOverrides | Promise<FoundOverrides> {
    const context = normalizeContext(given);
    const lookUpType = (type: IdType) => {
      const id = context[ID_OF_TYPE[type]];
      return isTarget(id) ? lookUp(environment, type, id) : NONE;
    };
    const [user, session, testing] = [lookUpType('user'), lookUpType('session'), lookUpType('testing')];
    if (user instanceof Promise || session instanceof Promise || testing instanceof Promise) {
      return Promise.all([user, session, testing]).then(([u, s, t]) => combineOverrides(u, s, t));
    }
    return combineOverrides(user, session, testing);
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
   * Entries of a deleted flag stay in the shared cache until they expire: the index never requests them, and if the
   * flag is created again, they are older than the new flag.
   */
  function dropFlag(environment: EnvironmentKey, flagKey: FlagKey): void {
    const isHere = (name: string) => name.startsWith(`${environment}:`);
    for (const [name, found] of [...held.entries()]) if (isHere(name) && found.has(flagKey)) held.delete(name);
    // Any running fetch may be reading the flag's overrides.
    for (const name of [...fetching.keys()].filter(isHere)) fetching.delete(name);
  }

  return {
    forContext,
    ofId,
    idsOf: index.idsOf,
    hear,
    databaseAnswers: () => {
      isAway = false;
    },
    status: index.status,
    ready: index.ready,
    stop: index.stop,
  };
}

function byFlag(overrides: readonly IdOverride[]): ByFlag {
  return overrides.length === 0 ? NONE : new Map(overrides.map((override) => [override.flagKey, override]));
}

/** Each look-up was for overrides of one type, so the cast is safe: no map has overrides of another type. */
function combineOverrides(user: ByFlag, session: ByFlag, testing: ByFlag): FoundOverrides {
  if (user.size === 0 && session.size === 0 && testing.size === 0) return undefined;
  return { user, session, testing } as ContextOverrides;
}
