import type { FlagDefinitions, FlagSet } from './define-flags.ts';
import type { FlagDefinition } from './definitions.ts';
import type { JsonValue } from './json.ts';
import { readValue } from './read-value.ts';

/** A flag whose value does not have its declared type. */
export type FlagProblem = { readonly flagKey: string; readonly message: string };

type FlagRead = {
  /** The flag's current value; `undefined` if it has none. */
  readonly value: JsonValue | undefined;
  /** Replaces the declared fallback; required for a flag that is not declared. */
  readonly fallback: JsonValue | undefined;
  /** Called if the value does not have the declared type, once for each value. Its errors are ignored. */
  readonly onProblem: ((problem: FlagProblem) => void) | undefined;
};

/** Reads values as the types that the application has declared. */
export type FlagLookup = {
  read(flagKey: string, read: FlagRead): unknown;
  /** The fallback of a declared flag as a boolean. */
  isOnByDefault(flagKey: string): boolean;
};

type Parsed = { readonly value: unknown } | { readonly problem: string };

/** A flag has few values at a time. More are possible only by overrides. */
const MAX_PARSED = 100;

/** Reads values of any type, for applications that have not declared their flags. */
const UNDECLARED: FlagLookup = {
  read: (_flagKey, { value, fallback }) => readValue(value, fallback),
  isOnByDefault: () => false,
};

/** Returns a lookup with its own memory of parsed values and reported problems. */
export function createFlagLookup(declared: FlagSet | undefined): FlagLookup {
  return declared?.createLookup() ?? UNDECLARED;
}

/**
 * Parses each value of a flag once, so that reads return the same object. Part of the flags that `defineFlags` returns, so that
 * an application without them does not load it.
 */
export function createDeclaredLookup(declared: FlagDefinitions): FlagLookup {
  const definitions = new Map(Object.entries(declared));
  const parsed = new Map<string, Map<JsonValue, Parsed>>();

  function parsedValues(flagKey: string): Map<JsonValue, Parsed> {
    const known = parsed.get(flagKey);
    if (known && known.size < MAX_PARSED) return known;
    const values = new Map<JsonValue, Parsed>();
    parsed.set(flagKey, values);
    return values;
  }

  return {
    read: (flagKey, { value, fallback, onProblem }) => {
      const definition = definitions.get(flagKey);
      if (!definition) return readValue(value, fallback);
      const replacement = fallback === undefined ? definition.fallback : fallback;
      if (value === undefined) return replacement;
      let known = parsed.get(flagKey)?.get(value);
      if (!known) {
        known = parseValue(definition, value);
        parsedValues(flagKey).set(value, known);
        if ('problem' in known) report(onProblem, { flagKey, message: known.problem });
      }
      return 'problem' in known ? replacement : known.value;
    },
    isOnByDefault: (flagKey) => definitions.get(flagKey)?.fallback === true,
  };
}

function parseValue({ parse }: FlagDefinition, value: JsonValue): Parsed {
  try {
    return { value: parse(value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A read never throws. */
function report(onProblem: FlagRead['onProblem'], problem: FlagProblem): void {
  try {
    onProblem?.(problem);
  } catch {
    // There is no other place to report it.
  }
}
