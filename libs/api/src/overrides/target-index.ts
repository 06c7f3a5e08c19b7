import type { EnvironmentKey, FlagKey, RulesetVersion } from '@burgee/contracts';
import { scanTargets, type Database, type IdType, type News } from '@burgee/data-access';
import { setTimeout as delay } from 'node:timers/promises';
import { createIdFilter, type IdFilter } from './id-filter.ts';

/**
 * Which ids have any override, for everybody else to cost no I/O. It may name one too many, whose look-up then finds
 * nothing, but never one too few.
 */
export type TargetIndex = {
  /** The flags that have an override for an id: none where it is empty; `undefined` while that is not known yet. */
  flagsOf(environment: EnvironmentKey, type: IdType, target: string): readonly FlagKey[] | undefined;
  /** What entries of the shared cache for an id have to be, not to be older than what this server knows. */
  known(environment: EnvironmentKey, type: IdType, target: string): Known | undefined;
  hear(environment: EnvironmentKey, news: News): void;
  status(): IndexStatus;
  /** Resolved when every environment heard of so far is known. */
  ready(): Promise<void>;
  stop(): Promise<void>;
};

/** Of one id in one environment: where it is from, and since which version nothing changed for it. */
export type Known = { readonly origin: string; readonly since: RulesetVersion };

export type IndexStatus = { readonly isReady: boolean; readonly targets: number };

/** The flags of each id that has any, and what tells quickly that an id is none of them. */
type Targets = { readonly ids: Map<string, readonly FlagKey[]>; readonly filter: IdFilter };

type State = {
  origin: string;
  isReady: boolean;
  /** When all was last looked at. */
  floor: RulesetVersion;
  readonly targets: Record<IdType, Targets>;
  /** Changes since then. */
  readonly changed: Map<string, RulesetVersion>;
  /** Most ids have one override, and thousands of ids have that of the same flag: they share one list. */
  readonly alone: Map<FlagKey, readonly FlagKey[]>;
};

const RETRY_MS = 1_000;
/** More changes than these are remembered as one: whatever is older may be wrong. */
const MAX_CHANGED = 100_000;
const NONE: readonly FlagKey[] = [];

export function createTargetIndex(database: Database, onFailed: (error: unknown) => void): TargetIndex {
  const states = new Map<EnvironmentKey, State>();
  const wanted = new Set<State>();
  const stopped = new AbortController();
  let scanning: Promise<void> | undefined;

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
    for (const { type, target, flagKey, isGone, version: at } of overrides) {
      state.changed.set(nameOf(type, target), at);
      if (isGone) remove(state, type, target, flagKey);
      else add(state, type, target, flagKey);
    }
    if (state.changed.size > MAX_CHANGED) {
      state.floor = version;
      state.changed.clear();
    }
  }

  /** What is heard of while it runs counts too, so that the batches need not be of one moment. */
  async function scan(): Promise<void> {
    while (wanted.size > 0 && !stopped.signal.aborted) {
      const scanned = [...wanted];
      wanted.clear();
      try {
        for await (const batch of scanTargets(database)) {
          for (const { environment, type, target, flagKey } of batch) {
            const state = states.get(environment);
            if (state && !state.isReady) add(state, type, target, flagKey);
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
      if (!state?.isReady) return undefined;
      const { ids, filter } = state.targets[type];
      return filter.mayHave(target) ? (ids.get(target) ?? NONE) : NONE;
    },
    known: (environment, type, target) => {
      const state = states.get(environment);
      return state && { origin: state.origin, since: state.changed.get(nameOf(type, target)) ?? state.floor };
    },
    status: () => ({
      isReady: wanted.size === 0 && [...states.values()].every(({ isReady }) => isReady),
      targets: [...states.values()].reduce((sum, { targets }) => sum + sizeOf(targets), 0),
    }),
    ready: async () => {
      while (scanning) await scanning;
    },
    stop: async () => {
      stopped.abort();
      await scanning;
    },
  };
}

function newState(origin: string, floor: RulesetVersion): State {
  return {
    origin,
    isReady: false,
    floor,
    targets: { user: noTargets(), session: noTargets(), testing: noTargets() },
    changed: new Map(),
    alone: new Map(),
  };
}

function noTargets(): Targets {
  const ids = new Map<string, readonly FlagKey[]>();
  return { ids, filter: createIdFilter(() => ids.keys()) };
}

function forget(state: State, version: RulesetVersion): void {
  state.isReady = false;
  state.floor = version;
  state.changed.clear();
  for (const type of ['user', 'session', 'testing'] as const) state.targets[type] = noTargets();
}

function sizeOf(targets: State['targets']): number {
  return Object.values(targets).reduce((sum, { ids }) => sum + ids.size, 0);
}

function nameOf(type: IdType, target: string): string {
  return `${type}:${target}`;
}

function listOf({ alone }: State, flagKey: FlagKey): readonly FlagKey[] {
  const known = alone.get(flagKey) ?? [flagKey];
  alone.set(flagKey, known);
  return known;
}

function add(state: State, type: IdType, target: string, flagKey: FlagKey): void {
  const { ids, filter } = state.targets[type];
  const known = ids.get(target);
  if (known?.includes(flagKey)) return;
  ids.set(target, known ? [...known, flagKey] : listOf(state, flagKey));
  if (!known) filter.add(target);
}

/** The filter goes on saying that it may be there. */
function remove(state: State, type: IdType, target: string, flagKey: FlagKey): void {
  const { ids } = state.targets[type];
  const [one, ...others] = (ids.get(target) ?? NONE).filter((known) => known !== flagKey);
  if (!one) ids.delete(target);
  else ids.set(target, others.length === 0 ? listOf(state, one) : [one, ...others]);
}
