import type { EnvironmentKey, FlagKey, RulesetVersion } from '@burgee/contracts';
import { type Database, type IdType, type News, type OverrideNews, scanTargets } from '@burgee/data-access';
import { setImmediate as yieldToOthers, setTimeout as delay } from 'node:timers/promises';
import {
  addTarget,
  endFlag,
  filtersOf,
  flagsOf,
  forgetDeleted,
  type IdTargets,
  noTargets,
  rebornAt,
  removeTarget,
  sizeOf,
} from './id-targets.ts';

/**
 * Knows which ids have any override, so that all other ids need no I/O. It may contain an id without overrides, whose
 * look-up then finds nothing, but never misses one.
 */
export type TargetIndex = {
  /** The flags that have an override for an id; `undefined` while that is not known yet. */
  flagsOf(environment: EnvironmentKey, type: IdType, target: string): readonly FlagKey[] | undefined;
  /**
   * The origin and minimum version that cached entries for an id need, so as not to be older than this server's state.
   */
  known(environment: EnvironmentKey, type: IdType, target: string): Known | undefined;
  /** The ids that have overrides; `undefined` while that is not known. */
  idsOf(environment: EnvironmentKey): KnownIds | undefined;
  hear(environment: EnvironmentKey, news: News): void;
  status(): IndexStatus;
  /** Resolves when every known environment is indexed and deleted flags have left no entries. */
  ready(): Promise<void>;
  stop(): Promise<void>;
};

/** For one id in one environment: the origin of its data, and the version since which nothing has changed for it. */
export type Known = { readonly origin: string; readonly since: RulesetVersion };

/** How many ids have overrides, and the words of a filter for those of each type. */
export type KnownIds = { readonly count: number; readonly filters: Readonly<Record<IdType, Uint32Array>> };

export type IndexStatus = { readonly isReady: boolean; readonly targets: number };

type State = {
  origin: string;
  isReady: boolean;
  /** The version of the last full scan. */
  floor: RulesetVersion;
  targets: IdTargets;
  /** The last change of each id since then. */
  readonly changed: Map<string, RulesetVersion>;
};

const RETRY_MS = 1_000;
/** Beyond this, individual changes are dropped and every older cache entry counts as stale. */
const MAX_CHANGED = 100_000;

export function createTargetIndex(database: Database, onFailed: (error: unknown) => void): TargetIndex {
  const states = new Map<EnvironmentKey, State>();
  const wanted = new Set<State>();
  const stopped = new AbortController();
  let scanning: Promise<void> | undefined;
  /** States that still have ids of deleted flags. */
  const littered = new Set<State>();
  let tidying: Promise<void> | undefined;

  function hear(environment: EnvironmentKey, { version, origin, overrides }: News): void {
    const state = states.get(environment) ?? newState(origin, version);
    state.origin = origin;
    states.set(environment, state);
    if (!overrides) {
      forget(state, version);
      wanted.add(state);
      scanning ??= scan().finally(() => (scanning = undefined));
      return;
    }
    for (const change of overrides) applyOverrideNews(state, change);
    if (state.changed.size > MAX_CHANGED) {
      state.floor = version;
      state.changed.clear();
    }
  }

  function applyOverrideNews(state: State, news: OverrideNews): void {
    if (news.type === 'flag') {
      if (!endFlag(state.targets, news.flagKey, news.version)) return;
      littered.add(state);
      tidying ??= tidy();
      return;
    }
    const { type, target, flagKey, isGone, version } = news;
    state.changed.set(targetName(type, target), version);
    if (isGone) removeTarget(state.targets, type, target, flagKey);
    else addTarget(state.targets, type, target, flagKey);
  }

  async function tidy(): Promise<void> {
    for (const state of littered) {
      littered.delete(state);
      const slices = forgetDeleted(state.targets);
      do await yieldToOthers();
      while (!slices.next().done && !stopped.signal.aborted);
    }
    tidying = undefined;
  }

  /** Changes that arrive during the scan are applied too, so the batches need not share a snapshot. */
  async function scan(): Promise<void> {
    while (wanted.size > 0 && !stopped.signal.aborted) {
      const scanned = [...wanted];
      wanted.clear();
      try {
        for await (const batch of scanTargets(database)) {
          for (const { environment, type, target, flagKey } of batch) {
            const state = states.get(environment);
            if (state && !state.isReady) addTarget(state.targets, type, target, flagKey);
          }
        }
        for (const state of scanned) if (!wanted.has(state)) state.isReady = true;
      } catch (error) {
        onFailed(error);
        for (const state of scanned) wanted.add(state);
        await delay(RETRY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  }

  return {
    hear,
    flagsOf: (environment, type, target) => {
      const state = states.get(environment);
      return state?.isReady ? flagsOf(state.targets, type, target) : undefined;
    },
    idsOf: (environment) => {
      const state = states.get(environment);
      return state?.isReady ? { count: sizeOf(state.targets), filters: filtersOf(state.targets) } : undefined;
    },
    known: (environment, type, target) => {
      const state = states.get(environment);
      if (!state) return undefined;
      const { origin, changed, floor, targets } = state;
      const since = Math.max(changed.get(targetName(type, target)) ?? floor, rebornAt(targets, type, target));
      return { origin, since: since as RulesetVersion };
    },
    status: () => ({
      isReady: wanted.size === 0 && [...states.values()].every(({ isReady }) => isReady),
      targets: [...states.values()].reduce((sum, { targets }) => sum + sizeOf(targets), 0),
    }),
    ready: async () => {
      while (scanning ?? tidying) await (scanning ?? tidying);
    },
    stop: async () => {
      stopped.abort();
      await Promise.all([scanning, tidying]);
    },
  };
}

function newState(origin: string, floor: RulesetVersion): State {
  return { origin, isReady: false, floor, targets: noTargets(), changed: new Map() };
}

function forget(state: State, version: RulesetVersion): void {
  state.isReady = false;
  state.floor = version;
  state.changed.clear();
  state.targets = noTargets();
}

function targetName(type: IdType, target: string): string {
  return `${type}:${target}`;
}
