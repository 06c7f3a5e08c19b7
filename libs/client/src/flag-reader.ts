import {
  findByKey,
  readValue,
  type EnvironmentKey,
  type PublicEvaluation,
  type RulesetVersion,
} from '@burgee/contracts';
import type { Answers } from './answers.ts';
import type { ClientFailure } from './failure.ts';
import type { FallbackOf, FlagName, ValueOf } from './flag-types.ts';
import type { Connection } from './version-stream.ts';

/** Reads what is held. Nothing here throws or waits, whatever else is broken (R1). */
export type FlagReader = {
  /** The boolean view of any flag; `false` for one that is not known. */
  isEnabled(key: FlagName): boolean;
  /** The flag's value; `fallback` where it has none, or one of another type than `fallback`: a list is not an object. */
  get<K extends FlagName, F extends FallbackOf<K>>(key: K, fallback: F): ValueOf<K, F>;
  /** Every answer, by flag key. The same map as before for as long as no answer changes. */
  all(): ReadonlyMap<string, PublicEvaluation>;
  /** What is held, and how good it is. The same object as before for as long as nothing changes. */
  status(): FlagStatus;
};

/**
 * `loading`: nothing is held yet, and fallbacks serve. `ready`: answers for this context, confirmed when last asked.
 * `stale`: held, but not confirmed: from the bootstrap, for the context before, or because the last try failed.
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
  /** When the server last said so, in milliseconds since 1970. */
  readonly updatedAt: number;
};

const NO_FLAGS: ReadonlyMap<string, PublicEvaluation> = new Map();

/** @param onRead is told the key of every flag that is asked for. */
export function readerOf(
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
