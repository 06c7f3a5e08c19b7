import { type FlagSet, readFlag } from './define-flags.ts';
import type { JsonValue } from './json.ts';
import { readValue } from './read-value.ts';

/** A flag whose value does not have its declared type. */
export type FlagProblem = { readonly flagKey: string; readonly message: string };

export type FlagLookupOptions = {
  /** The declared flags, if there are any. */
  readonly declared: FlagSet | undefined;
  /** Returns the current value of a flag; `undefined` if it has none. */
  readonly valueOf: (key: string) => JsonValue | undefined;
  /** Called once for each value that does not have the declared type. Its errors are ignored. */
  readonly onProblem?: ((problem: FlagProblem) => void) | undefined;
};

export type FlagLookup = {
  /** @param fallback replaces the declared one. */
  get(key: string, ...fallback: [JsonValue?]): unknown;
  /** The fallback of a declared flag as a boolean. */
  isOnByDefault(key: string): boolean;
};

/** Reads values as the types that the application has declared. Parses a value once, so that a read returns the same object. */
export function createFlagLookup({ declared, valueOf, onProblem }: FlagLookupOptions): FlagLookup {
  const parsed = new Map<string, { readonly raw: JsonValue; readonly value?: unknown; readonly isValid: boolean }>();
  const definitions = new Map(Object.entries(declared?.flags ?? {}));

  function report(problem: FlagProblem): void {
    try {
      onProblem?.(problem);
    } catch {
      // A read never throws.
    }
  }

  return {
    get: (flagKey, ...given) => {
      const raw = valueOf(flagKey);
      const definition = definitions.get(flagKey);
      if (!definition) return readValue(raw, given[0]);
      const fallback = given[0] === undefined ? definition.fallback : given[0];
      if (raw === undefined) return fallback;
      let known = parsed.get(flagKey);
      if (known?.raw !== raw) {
        const { value, problem } = readFlag(definition, raw);
        if (problem !== undefined) report({ flagKey, message: problem });
        known = { raw, value, isValid: problem === undefined };
        parsed.set(flagKey, known);
      }
      return known?.isValid ? known.value : fallback;
    },
    isOnByDefault: (key) => definitions.get(key)?.fallback === true,
  };
}
