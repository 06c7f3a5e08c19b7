import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import { type Database, type News, readUserOverrides } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';
import { type FlagdFlag, type FlagUsers, MAX_FLAG_USERS, toFlagd, type Unmapped } from '@burgee/protocols';
import { hash } from 'node:crypto';
import type { Snapshots } from '../snapshots.ts';

/** The flags of an environment for flagd, written once per version. */
export type FlagdPayload = {
  readonly json: string;
  /** Differs if the flags do. */
  readonly digest: string;
  /** The flags that are left out, and why. */
  readonly unmapped: readonly Unmapped[];
};

export type FlagdDefinitions = {
  /**
   * Those of the held ruleset. While the user overrides of a newer one cannot be loaded, the previous ones.
   *
   * @throws DomainError ENVIRONMENT_NOT_FOUND; DATABASE_UNAVAILABLE before the first load.
   */
  current(environment: EnvironmentKey): Promise<FlagdPayload>;
  /** Whether `current` returns those of the held ruleset without loading anything. */
  isCurrent(environment: EnvironmentKey): boolean;
  /** Learns of changed user overrides, before the version with the change becomes visible. */
  hear(environment: EnvironmentKey, news: Pick<News, 'overrides'>): void;
};

type Held = {
  readonly ruleset: CompiledRuleset;
  /** The payload without the version. */
  readonly content: string;
  readonly payload: FlagdPayload;
};

type Stale = Set<FlagKey> | 'all';

type Place = {
  readonly users: Map<string, FlagUsers>;
  /** The flags whose user overrides must be loaded again. */
  stale: Stale;
  held: Held | undefined;
  loading: Promise<FlagdPayload> | undefined;
};

type Sources = {
  readonly database: Database;
  readonly rulesetOf: Snapshots['ruleset'];
  readonly onFailed: (error: unknown) => void;
};

/** Loads user overrides only when somebody asks, and after that, only of the flags for which they changed. */
export function createFlagdDefinitions({ database, rulesetOf, onFailed }: Sources): FlagdDefinitions {
  const places = new Map<EnvironmentKey, Place>();

  function placeOf(environment: EnvironmentKey): Place {
    const known = places.get(environment);
    if (known) return known;
    const place: Place = { users: new Map(), stale: 'all', held: undefined, loading: undefined };
    places.set(environment, place);
    return place;
  }

  function isCurrent(environment: EnvironmentKey): boolean {
    const { stale, held } = placeOf(environment);
    return stale !== 'all' && stale.size === 0 && held?.ruleset === rulesetOf(environment);
  }

  async function load(environment: EnvironmentKey, place: Place): Promise<FlagdPayload> {
    try {
      await loadUsers(environment, place);
    } catch (error) {
      if (!place.held) throw error;
      onFailed(error);
      return place.held.payload;
    }
    const ruleset = rulesetOf(environment);
    place.held = writePayload(ruleset, place.users, place.held);
    return place.held.payload;
  }

  async function loadUsers(environment: EnvironmentKey, place: Place): Promise<void> {
    const { stale, users } = place;
    if (stale !== 'all' && stale.size === 0) return;
    // Changes during the load are loaded again.
    place.stale = new Set();
    try {
      const flagKeys = stale === 'all' ? undefined : [...stale];
      const limits = { perFlag: MAX_FLAG_USERS + 1, flagKeys };
      const { overrides } = await database.load((em) => readUserOverrides(em, environment, limits));
      for (const key of flagKeys ?? [...users.keys()]) users.delete(key);
      const lists = Map.groupBy(overrides, ({ flagKey }) => flagKey);
      for (const [key, list] of lists) users.set(key, list.length > MAX_FLAG_USERS ? 'too many' : list);
    } catch (error) {
      place.stale = bothStale(stale, place.stale);
      throw error;
    }
  }

  return {
    isCurrent,
    current: async (environment) => {
      // Throws for an environment that does not exist.
      rulesetOf(environment);
      const place = placeOf(environment);
      if (place.held && isCurrent(environment)) return place.held.payload;
      place.loading ??= load(environment, place).finally(() => (place.loading = undefined));
      return place.loading;
    },
    hear: (environment, { overrides }) => {
      const place = placeOf(environment);
      if (!overrides) place.stale = 'all';
      else if (place.stale !== 'all') addStale(place.stale, overrides);
    },
  };
}

function addStale(stale: Set<FlagKey>, overrides: NonNullable<News['overrides']>): void {
  for (const { type, flagKey } of overrides) if (type === 'user' || type === 'flag') stale.add(flagKey);
}

function bothStale(one: Stale, other: Stale): Stale {
  return one === 'all' || other === 'all' ? 'all' : new Set([...one, ...other]);
}

function writePayload(ruleset: CompiledRuleset, users: Place['users'], previous: Held | undefined): Held {
  const { definitions, unmapped } = toFlagd(ruleset, users);
  const { flags, $evaluators, metadata } = definitions;
  const texts = Object.entries(flags).map(([key, flag]) => `${JSON.stringify(key)}:${textOf(flag)}`);
  const content = `"flags":{${texts.join()}},"$evaluators":${JSON.stringify($evaluators)}`;
  // Overrides of a session, for example, change the version and nothing that flagd knows: providers need no update.
  if (previous?.content === content) return { ruleset, content, payload: { ...previous.payload, unmapped } };
  const json = `{${content},"metadata":${JSON.stringify(metadata)}}`;
  return { ruleset, content, payload: { json, digest: hash('sha1', json, 'base64url'), unmapped } };
}

/** The texts of flags that versions share. */
const texts = new WeakMap<FlagdFlag, string>();

function textOf(flag: FlagdFlag): string {
  const known = texts.get(flag) ?? JSON.stringify(flag);
  texts.set(flag, known);
  return known;
}
