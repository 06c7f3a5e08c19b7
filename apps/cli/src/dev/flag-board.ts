import { flagNotFound } from '@burgee/api/evaluation';
import { DomainError, type EnvironmentKey, type JsonValue, type Ruleset, RulesetVersion } from '@burgee/contracts';
import type { DeclaredFlag } from '../types/declaration.ts';
import { flagOf, valueProblem } from './dev-flag.ts';

/** A flag as the page shows it. */
type BoardFlag = {
  readonly key: string;
  readonly type: DeclaredFlag['type'];
  readonly description: string;
  readonly line: number;
  /** Those of `flag.oneOf`. */
  readonly values?: readonly JsonValue[];
  /** Absent if the file does not contain it. */
  readonly fallback?: JsonValue;
  /** The value that was set by hand. */
  readonly value?: JsonValue;
};

/** The declared flags, and the values that were set by hand. */
export type FlagBoard = {
  readonly environment: EnvironmentKey;
  readonly flags: () => readonly BoardFlag[];
  /** Everything that evaluates, at a version that rises with each change. */
  readonly ruleset: () => Ruleset;
  /** Why the file that is on disk is not served, if it is not. */
  readonly problem: () => string | undefined;
  readonly values: () => Values;
  readonly declare: (flags: readonly DeclaredFlag[]) => void;
  readonly report: (problem: string) => void;
  /** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED. */
  readonly set: (key: string, value: JsonValue) => void;
  /** Returns a flag, or all of them, to the fallback. @throws DomainError FLAG_NOT_FOUND. */
  readonly clear: (key?: string) => void;
  /** Calls the listener after each change. Returns a function that stops it. */
  readonly listen: (listener: () => void) => () => void;
  /** Raises the version without a change of flags, such as for the overrides of a session. */
  readonly raise: () => void;
};

export type Values = ReadonlyMap<string, JsonValue>;

type BoardOptions = { readonly environment: EnvironmentKey; readonly values: Values; readonly now: () => number };

export function createFlagBoard({ environment, values: kept, now }: BoardOptions): FlagBoard {
  const listeners = new Set<() => void>();
  /** Values of flags that are not declared at the moment stay: the file may be half-written. */
  const values = new Map(kept);
  let declared: ReadonlyMap<string, DeclaredFlag> = new Map();
  let problem: string | undefined;
  let version = 0;

  function changed(): void {
    // The time in milliseconds, so that versions rise from one start to the next: clients refuse lower ones.
    version = Math.max(version + 1, now());
    for (const listener of [...listeners]) listener();
  }

  /** The value of a flag, if it fits the declaration. */
  function valueOf(flag: DeclaredFlag): JsonValue | undefined {
    const value = values.get(flag.key);
    return value !== undefined && valueProblem(flag, value) === undefined ? value : undefined;
  }

  function find(key: string): DeclaredFlag {
    const flag = declared.get(key);
    if (!flag) throw flagNotFound(declared.keys(), environment, key);
    return flag;
  }

  return {
    environment,
    flags: () => [...declared.values()].map((flag) => boardFlag(flag, valueOf(flag))),
    ruleset: () => ({
      ...{ environment, version: RulesetVersion.parse(version), permitsSessionOverrides: true },
      ...{ flags: [...declared.values()].map((flag) => flagOf(flag, valueOf(flag))), segments: [], overrides: [] },
    }),
    problem: () => problem,
    values: () => values,
    declare: (flags) => {
      problem = undefined;
      declared = new Map(flags.map((flag) => [flag.key, flag]));
      changed();
    },
    report: (text) => {
      problem = text;
      changed();
    },
    set: (key, value) => {
      const unfit = valueProblem(find(key), value);
      if (unfit) throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'value', message: unfit }] });
      values.set(key, value);
      changed();
    },
    clear: (key) => {
      if (key === undefined) values.clear();
      else values.delete(find(key).key);
      changed();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    raise: changed,
  };
}

function boardFlag(
  { key, type, description = '', line, values, fallback }: DeclaredFlag,
  value?: JsonValue,
): BoardFlag {
  return {
    ...{ key, type, description, line },
    ...(values && { values }),
    ...(fallback !== undefined && { fallback }),
    ...(value !== undefined && { value }),
  };
}
