import { findByKey, type WireEvaluation } from '@burgee/contracts/wire';
import type { FlagLookup, FlagName, GetFlag, JsonValue } from '@burgee/flags';

/** A problem that the application's code has caused: a context that cannot be sent, or a value of another type than declared. */
export type ClientProblem = {
  readonly message: string;
  readonly flagKey?: string | undefined;
};
export type OnProblem = (problem: ClientProblem) => void;

/** Reads the answers. Nothing here throws or waits, even if everything else is broken (R1). */
export type FlagReader = {
  /** The boolean view of any flag. Without an answer, the declared fallback of a boolean flag; otherwise `false`. */
  isEnabled(key: FlagName): boolean;
  /** The flag's value; its fallback if it has none, or one of another type. A list is not an object. */
  readonly get: GetFlag;
  /** Every answer, by flag key. Returns the same map until an answer changes. */
  all(): ReadonlyMap<string, WireEvaluation>;
};

export const NO_FLAGS: ReadonlyMap<string, WireEvaluation> = new Map();

export function createFlagReader(
  flags: () => ReadonlyMap<string, WireEvaluation>,
  lookup: FlagLookup,
  onProblem: OnProblem,
): FlagReader {
  const find = (flagKey: string) => findByKey(flags(), flagKey);
  // The types of `get` depend on what the application registers.
  const get = (flagKey: string, fallback?: JsonValue): unknown =>
    lookup.read(flagKey, { value: find(flagKey)?.value, fallback, onProblem });
  return {
    all: flags,
    isEnabled: (flagKey) => lookup.isEnabled(flagKey, find(flagKey), onProblem),
    get: get as GetFlag,
  };
}

/** Reports problems later, because flags are read while components render. */
export function reportLater(onProblem: OnProblem | undefined): OnProblem {
  return (problem) => queueMicrotask(() => onProblem?.(problem));
}
