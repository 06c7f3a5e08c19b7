import {
  type EnvironmentKey,
  findByKey,
  type PublicEvaluation,
  readValue,
  type RulesetVersion,
} from '@burgee/contracts';
import type { Answers } from './answers.ts';
import type { ClientFailure } from './failure.ts';
import type { FallbackOf, FlagName, ValueOf } from './flag-types.ts';
import type { Connection } from './version-stream.ts';

/** Reads the current answers. Nothing here throws or waits, even if everything else is broken (R1). */
export type FlagReader = {
  /** The boolean view of any flag; `false` for an unknown flag. */
  isEnabled(key: FlagName): boolean;
  /** The flag's value; `fallback` if it has none, or one of another type than `fallback`. A list is not an object. */
  get<K extends FlagName, F extends FallbackOf<K>>(key: K, fallback: F): ValueOf<K, F>;
  /** Every answer, by flag key. Returns the same map until an answer changes. */
  all(): ReadonlyMap<string, PublicEvaluation>;
  /** The source and freshness of the current answers. Returns the same object until something changes. */
  status(): FlagStatus;
};

/**
 * `loading`: there are no answers yet, and fallbacks apply. `ready`: answers for this context, confirmed by the last
 * request. `stale`: unconfirmed answers, from the bootstrap, for the previous context, or because the last request failed.
 */
export type FlagStatus = (HeldNothing | HeldFromBootstrap | HeldFromServer) & {
  readonly connection: Connection;
  readonly error?: ClientFailure | undefined;
};

type HeldNothing = {
  readonly state: 'loading';
  readonly source: 'default';
  readonly environment?: undefined;
  readonly version?: undefined;
  readonly updatedAt?: undefined;
};
type HeldFromBootstrap = {
  readonly state: 'stale';
  readonly source: 'bootstrap';
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly updatedAt?: undefined;
};
type HeldFromServer = {
  readonly state: 'ready' | 'stale';
  readonly source: 'server';
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  /** When the server last confirmed the answers, in milliseconds since 1970. */
  readonly updatedAt: number;
};

const NO_FLAGS: ReadonlyMap<string, PublicEvaluation> = new Map();

/** @param onRead called with the key of every flag that is read. */
export function createFlagReader(
  held: () => { answers: Answers | undefined; status: FlagStatus },
  onRead?: (key: string) => void,
): FlagReader {
  const flags = () => held().answers?.flags ?? NO_FLAGS;
  return {
    all: flags,
    status: () => held().status,
    isEnabled: (key) => {
      onRead?.(key);
      return findByKey(flags(), key)?.enabled ?? false;
    },
    get: <K extends FlagName, F extends FallbackOf<K>>(key: K, fallback: F) => {
      onRead?.(key);
      return readValue(findByKey(flags(), key)?.value, fallback) as ValueOf<K, F>;
    },
  };
}
