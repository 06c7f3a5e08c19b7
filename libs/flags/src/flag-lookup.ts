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

type Parsed = { readonly value: unknown } | { readonly problem: string };

/** A flag has few values at a time. More are possible only by overrides. */
const MAX_PARSED = 100;

/** Reads values of any type, for applications that have not declared their flags. */
const UNDECLARED: FlagLookup = {
  read: (_flagKey, { value, fallback }) => readValue(value, fallback),
  isEnabled: (_flagKey, answer) => answer?.enabled ?? false,
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
  const reportOnce = createReporter();

  function parseOnce(flagKey: string, definition: FlagDefinition, value: JsonValue, onProblem: OnProblem): Parsed {
    const before = parsed.get(flagKey);
    const known = before?.get(value);
    if (known) return known;
    const result = parseValue(definition, value);
    const values = before && before.size < MAX_PARSED ? before : new Map<JsonValue, Parsed>();
    parsed.set(flagKey, values.set(value, result));
    if ('problem' in result) reportOnce({ flagKey, message: result.problem }, value, onProblem);
    return result;
  }

  function read(flagKey: string, { value, fallback, onProblem }: FlagRead): unknown {
    const definition = definitions.get(flagKey);
    if (!definition) return readValue(value, fallback);
    const replacement = fallback === undefined ? definition.fallback : fallback;
    if (value === undefined) return replacement;
    const result = parseOnce(flagKey, definition, value, onProblem);
    return 'problem' in result ? replacement : result.value;
  }

  return {
    read,
    isEnabled: (flagKey, answer, onProblem) => {
      const definition = definitions.get(flagKey);
      if (definition?.type !== 'boolean') return answer?.enabled ?? false;
      if (answer && answer.value === undefined) return answer.enabled;
      return read(flagKey, { value: answer?.value, fallback: undefined, onProblem }) === true;
    },
  };
}

/** The result is shared by all reads, so it must be immutable. */
function parseValue({ parse }: FlagDefinition, value: JsonValue): Parsed {
  try {
    return { value: freezeData(parse(value)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Compares values by their JSON, because each new answer may have an equal object. */
function createReporter(): (problem: FlagProblem, value: JsonValue, onProblem: OnProblem) => void {
  const reported = new Set<string>();
  return (problem, value, onProblem) => {
    const name = JSON.stringify([problem.flagKey, value]);
    if (reported.has(name)) return;
    if (reported.size === MAX_PARSED) reported.clear();
    reported.add(name);
    try {
      onProblem?.(problem);
    } catch {
      // A read never throws, and there is no other place to report it.
    }
  };
}
