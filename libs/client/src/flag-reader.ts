import {
  type EnvironmentKey,
  findByKey,
  type JsonValue,
  type PublicEvaluation,
  type RulesetVersion,
} from '@burgee/contracts';
import { createFlagLookup, type FlagName, type FlagProblem, type FlagSet, type GetFlag } from '@burgee/flags';
import type { Answers } from './answers.ts';
import type { ClientFailure } from './failure.ts';
import type { Connection } from './version-stream.ts';

/** Reads the current answers. Nothing here throws or waits, even if everything else is broken (R1). */
export type FlagReader = {
  /** The boolean view of any flag. Without an answer, the declared fallback of a boolean flag; otherwise `false`. */
  isEnabled(key: FlagName): boolean;
  /** The flag's value; its fallback if it has none, or one of another type. A list is not an object. */
  readonly get: GetFlag;
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

export type FlagReaderOptions = {
  readonly held: () => { readonly answers: Answers | undefined; readonly status: FlagStatus };
  readonly declared: FlagSet | undefined;
  /** Called with the key of every flag that is read. */
  readonly onRead?: (key: string) => void;
  readonly onProblem?: ((problem: FlagProblem) => void) | undefined;
};

export function createFlagReader({ held, declared, onRead, onProblem }: FlagReaderOptions): FlagReader {
  const flags = () => held().answers?.flags ?? NO_FLAGS;
  const lookup = createFlagLookup(declared);
  // The types of `get` depend on what the application registers.
  const get = (key: string, fallback?: JsonValue): unknown => {
    onRead?.(key);
    return lookup.read(key, { value: findByKey(flags(), key)?.value, fallback, onProblem });
  };
  return {
    all: flags,
    status: () => held().status,
    isEnabled: (key) => {
      onRead?.(key);
      return lookup.isEnabled(key, findByKey(flags(), key), onProblem);
    },
    get: get as GetFlag,
  };
}
