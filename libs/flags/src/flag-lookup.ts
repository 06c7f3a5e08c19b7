import type { FlagDefinitions, FlagSet } from './define-flags.ts';
import type { FlagDefinition } from './definitions.ts';
import { freezeData, type JsonValue } from './json.ts';
import { readValue } from './read-value.ts';

/** A flag whose value does not have its declared type. */
export type FlagProblem = { readonly flagKey: string; readonly message: string };

/** Called if a value does not have the declared type, once for each value. Its errors are ignored. */
type OnProblem = ((problem: FlagProblem) => void) | undefined;

type FlagRead = {
  /** The flag's current value; `undefined` if it has none. */
  readonly value: JsonValue | undefined;
  /** Replaces the declared fallback; required for a flag that is not declared. */
  readonly fallback: JsonValue | undefined;
  readonly onProblem: OnProblem;
};

/** The result of a flag's evaluation. Its `value` is absent if the flag is off without an off variant, or after an error. */
export type FlagAnswer = { readonly enabled: boolean; readonly value?: JsonValue | undefined };

/** Reads values as the types that the application has declared. */
export type FlagLookup = {
  read(flagKey: string, read: FlagRead): unknown;
  /**
   * The boolean view of a flag. A flag that is declared as boolean returns its fallback without an answer, or if its value is
   * not a boolean. Any other is off without an answer.
   */
  isEnabled(flagKey: string, answer: FlagAnswer | undefined, onProblem: OnProblem): boolean;
};

/** A flag has few values at a time. More are possible only by overrides. */
const MAX_VALUES = 100;

/** Reads values of any type, for applications that have not declared their flags. */
const UNDECLARED: FlagLookup = {
  read: (_flagKey, { value, fallback }) => readValue(value, fallback),
  isEnabled: (_flagKey, answer) => answer?.enabled ?? false,
};

/** Returns a lookup with its own memory of parsed values and reported problems. */
export function createFlagLookup(declared: FlagSet | undefined): FlagLookup {
  return declared?.createLookup() ?? UNDECLARED;
}

/** Part of the flags that `defineFlags` returns, so that an application without them does not load it. */
export function createDeclaredLookup(declared: FlagDefinitions): FlagLookup {
  const flags = new Map(Object.entries(declared).map(([flagKey, flag]) => [flagKey, createReader(flagKey, flag)]));
  return {
    read: (flagKey, { value, fallback, onProblem }) => {
      const flag = flags.get(flagKey);
      return flag ? flag.read(value, fallback, onProblem) : readValue(value, fallback);
    },
    isEnabled: (flagKey, answer, onProblem) => {
      const flag = flags.get(flagKey);
      if (flag?.type !== 'boolean' || (answer && answer.value === undefined)) return answer?.enabled ?? false;
      return flag.read(answer?.value, undefined, onProblem) === true;
    },
  };
}

type Reader = Pick<FlagDefinition, 'type'> & {
  read(value: unknown, fallback: unknown, onProblem: OnProblem): unknown;
};

/** Parses each value once, so that reads return the same object, and reports it once. */
function createReader(flagKey: string, { type, fallback: declared, parse }: FlagDefinition): Reader {
  /** The results of `parse` by value; empty if it threw. */
  const parsed = new Map<unknown, readonly unknown[]>();
  const reported = new Set<string>();

  function parseValue(value: unknown, onProblem: OnProblem): readonly unknown[] {
    try {
      // All reads share the result.
      return [freezeData(parse(value))];
    } catch (error) {
      const message = (error as Partial<Error> | null)?.message ?? String(error);
      // Compared by its JSON, because each new answer may have an equal object.
      const text = JSON.stringify(value);
      if (!reported.has(text) && reported.size < MAX_VALUES) {
        reported.add(text);
        report(onProblem, { flagKey, message });
      }
      return [];
    }
  }

  return {
    type,
    read: (value, fallback = declared, onProblem) => {
      if (value === undefined) return fallback;
      let results = parsed.get(value);
      if (!results) {
        if (parsed.size === MAX_VALUES) parsed.clear();
        results = parseValue(value, onProblem);
        parsed.set(value, results);
      }
      const [result = fallback] = results;
      return result;
    },
  };
}

/** A read never throws, even if the callback does. */
function report(onProblem: OnProblem, problem: FlagProblem): void {
  try {
    onProblem?.(problem);
  } catch {
    // There is no other place to report it.
  }
}
