import {
  DomainError,
  type EnvironmentKey,
  type Ruleset,
  type RulesetDelta,
  type RulesetVersion,
} from '@burgee/contracts';
import {
  type Database,
  loadNews,
  loadRuleset,
  loadVersions,
  type News,
  type Place,
  type Versions,
} from '@burgee/data-access';
import { applyDelta, applyToSource, type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cache } from './cache/cache.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { OverrideLookup } from './overrides/lookup.ts';
import { paced } from './paced.ts';
import { readRuleset, rulesetKey, storeRuleset } from './stored-ruleset.ts';
import { latest, type Listener, valuesOf } from './streams/latest.ts';
import type { SyncLog } from './sync/sync-log.ts';

/** Holds the compiled rulesets of all environments in memory. Evaluations read them even while the database is down. */
export type Snapshots = {
  /** @throws DomainError ENVIRONMENT_NOT_FOUND; DATABASE_UNAVAILABLE before the first load. */
  ruleset(environment: EnvironmentKey): CompiledRuleset;
  /** Yields new versions; if several arrive at once, only the newest. Listens from the moment it is called. */
  changes(environment: EnvironmentKey, signal: AbortSignal): AsyncIterable<RulesetVersion>;
  /** Like `changes`, for every environment, and for keys and people, whose place is `null`. */
  changesEverywhere(signal: AbortSignal): AsyncIterable<[Place, RulesetVersion]>;
  /** Loads everything up to at least these versions. Returns whether that succeeded; otherwise the poll tries again. */
  catchUp(versions: Versions): Promise<boolean>;
  /** Resolves once every environment is loaded. */
  readonly loaded: Promise<void>;
  status(): SnapshotStatus;
  stop(): Promise<void>;
};

type SnapshotStatus = {
  /** Whether every environment has been loaded at least once. */
  readonly isLoaded: boolean;
  /** When the held data was last known to be current, in milliseconds since 1970. */
  readonly checkedAt: number | undefined;
  readonly versions: Readonly<Record<string, RulesetVersion>>;
};

export type SnapshotOptions = {
  readonly database: Database;
  /** May be shared by several servers: a ruleset that one of them has loaded need not be loaded again. */
  readonly cache: Cache;
  /** Learns of changes before their version becomes visible. */
  readonly overrides: Pick<OverrideLookup, 'hear' | 'databaseAnswers'>;
  /** Followers, which get each change. */
  readonly syncLog: Pick<SyncLog, 'hear'>;
  /** API keys, which have their own version. */
  readonly keys: Pick<KeyRing, 'catchUp'>;
  readonly now: () => Date;
  /** Brings the tables up to date. Runs before the first load, and is repeated until it succeeds. */
  readonly prepare: () => Promise<void>;
  /** Raises the versions of a restored database. Runs with the held versions, before versions are compared. */
  readonly adopt: (held: Versions) => Promise<void>;
  /** How often versions are compared, in milliseconds. This is the maximum delay of a change if every hint is lost. */
  readonly pollMs: number;
  readonly log: SnapshotLog;
};

type SnapshotLog = {
  loaded(ruleset: CompiledRuleset): void;
  failed(error: unknown): void;
};

/** Starts loading, listening and polling. Hints make updates fast; the poll makes them reliable. */
export function startSnapshots({
  database,
  cache,
  overrides,
  syncLog,
  keys,
  now,
  prepare,
  adopt,
  pollMs,
  log,
}: SnapshotOptions): Snapshots {
  const rulesets = new Map<EnvironmentKey, CompiledRuleset>();
  const listeners = new Map<EnvironmentKey, Set<Listener<Place, RulesetVersion>>>();
  const allListeners = new Set<Listener<Place, RulesetVersion>>();
  let accessVersion: RulesetVersion | undefined;
  const stopped = new AbortController();
  const firstLoad = Promise.withResolvers<void>();
  let isPrepared = false;
  let isLoaded = false;
  let checkedAt: number | undefined;

  async function load(environment: EnvironmentKey): Promise<void> {
    if (stopped.signal.aborted) return;
    const held = rulesets.get(environment);
    const news = await loadNews(database, environment, held?.version);
    if (!news) return;
    const next = held && news.delta ? applyDelta(held, news.delta) : undefined;
    if (next) hold(next, news, news.delta);
    else await loadAll(environment, news);
  }

  async function loadAll(environment: EnvironmentKey, news: News): Promise<void> {
    const source = await fetchRuleset(environment, news);
    // A change between the two queries needs a second query, which also returns the ids of its overrides.
    const isBehind = source !== undefined && source.version > news.version;
    const latestNews = isBehind ? await loadNews(database, environment, rulesets.get(environment)?.version) : news;
    // Without either one, the environment was deleted in the meantime.
    if (source && latestNews) hold(compileRuleset(source), latestNews, undefined);
  }

  function hold(ruleset: CompiledRuleset, news: News, delta: RulesetDelta | undefined): void {
    const { environment, version } = ruleset;
    const held = rulesets.get(environment);
    // A slow load must not overwrite a newer ruleset.
    if (held && held.version >= version) return;
    overrides.hear(environment, news);
    rulesets.set(environment, ruleset);
    syncLog.hear(ruleset, news, delta);
    log.loaded(ruleset);
    notifyListeners(environment, version);
  }

  async function fetchRuleset(environment: EnvironmentKey, { origin, version }: News): Promise<Ruleset | undefined> {
    const [text] = await cache.get([rulesetKey(environment)]);
    const shared = await bringUpToDate(readRuleset(text, { origin, environment }), version);
    if (shared) return shared;
    const loaded = await loadRuleset(database, environment);
    if (loaded) void cache.set(storeRuleset(origin, loaded));
    return loaded;
  }

  /** Applies what has changed since a shared ruleset was stored; `undefined` if that is not known. */
  async function bringUpToDate(shared: Ruleset | undefined, version: RulesetVersion): Promise<Ruleset | undefined> {
    if (!shared || shared.version > version) return undefined;
    if (shared.version === version) return shared;
    const news = await loadNews(database, shared.environment, shared.version);
    return news?.delta && applyToSource(shared, news.delta);
  }

  const loadOnce = paced(load, {
    busyMs: () => performance.eventLoopUtilization().active,
    clock: () => performance.now(),
    pause: (ms) => delay(ms, undefined, { signal: stopped.signal }).catch(() => undefined),
  });

  async function refresh(environment: EnvironmentKey | null, version: RulesetVersion): Promise<void> {
    if (environment === null) return refreshAccess(version);
    const isBehind = () => (rulesets.get(environment)?.version ?? -1) < version;
    // Two loads always suffice: the first may have begun too early, the second begins after the commit.
    for (let round = 0; round < 2 && isBehind(); round++) await loadOnce(environment);
  }

  async function refreshAccess(version: RulesetVersion): Promise<void> {
    await keys.catchUp(version);
    if (accessVersion !== undefined && accessVersion >= version) return;
    accessVersion = version;
    notifyListeners(null, version);
  }

  function notifyListeners(place: Place, version: RulesetVersion): void {
    const own = place === null ? undefined : listeners.get(place);
    for (const listener of [...(own ?? []), ...allListeners]) listener(place, version);
  }

  /** Returns whether every refresh succeeded. */
  async function catchUp(versions: Versions): Promise<boolean> {
    const results = await Promise.allSettled(
      [...versions].map(([environment, version]) => refresh(environment, version)),
    );
    const failed = results.filter((result) => result.status === 'rejected');
    for (const { reason } of failed) log.failed(reason);
    return failed.length === 0;
  }

  async function poll(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        if (!isPrepared) await prepare();
        isPrepared = true;
        void database.probe();
        await adopt(new Map([...rulesets].map(([environment, { version }]) => [environment, version])));
        const versions = await loadVersions(database);
        overrides.databaseAnswers();
        const isCurrent = await catchUp(versions);
        isLoaded ||= isCurrent && versions.size > 1;
        if (isLoaded) firstLoad.resolve();
        if (isCurrent) checkedAt = now().getTime();
      } catch (error) {
        log.failed(error);
      }
      await delay(pollMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  function ruleset(environment: EnvironmentKey): CompiledRuleset {
    const held = rulesets.get(environment);
    if (held) return held;
    if (!isLoaded) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 1 });
    throw new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: [...rulesets.keys()] });
  }

  function changes(environment: EnvironmentKey, signal: AbortSignal): AsyncIterable<RulesetVersion> {
    const own = listeners.get(environment) ?? new Set();
    listeners.set(environment, own);
    // Attaches the listener now, not when the first version is requested.
    return valuesOf(latest(own, signal));
  }

  const stopListening = database.listen(({ environment, version }) => void catchUp(new Map([[environment, version]])));
  const polling = poll();

  return {
    ruleset,
    changes,
    changesEverywhere: (signal) => latest(allListeners, signal),
    catchUp,
    loaded: firstLoad.promise,
    status: () => ({
      isLoaded,
      checkedAt,
      versions: Object.fromEntries([...rulesets].map(([environment, { version }]) => [environment, version])),
    }),
    stop: async () => {
      stopped.abort();
      await Promise.all([stopListening(), polling]);
    },
  };
}
