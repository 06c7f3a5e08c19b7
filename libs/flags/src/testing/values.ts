import type { FlagSet } from '../define-flags.ts';
import type { FlagDefinition } from '../definitions.ts';
import type { JsonValue } from '../json.ts';
import { readValue } from '../read-value.ts';
import type { FlagName, FlagValue, GetFlag, RegisteredFlags } from '../registered.ts';

/** Values of some flags. Without a declaration, any keys with any JSON. `undefined` counts as absent. */
export type FlagValues<Set = RegisteredFlags> = { readonly [Key in FlagName<Set>]?: FlagValue<Key, Set> };

/** Values of flags that are not declared. Once flags are registered, tests must name them, and this is `never`. */
export type UndeclaredValues<Set = RegisteredFlags> = Set extends FlagSet ? never : FlagValues<undefined>;

/** The result of one flag. It satisfies `PublicEvaluation` of `@burgee/contracts`. */
export type TestAnswer = {
  /** JSON, or what the declared `parse` returns. */
  readonly value: JsonValue;
  readonly enabled: boolean;
  /** `STATIC`: a value of the test. `DEFAULT`: the declared fallback. */
  readonly reason: 'STATIC' | 'DEFAULT';
};

/** The flags of one test: the declared fallbacks, and the values that the test gives. */
export type TestValues<Set = RegisteredFlags> = {
  /** The test's value, else `fallback`, else the declared fallback. Counts as a read. */
  readonly get: GetFlag<Set>;
  /**
   * A boolean flag's value. A flag of another type is on if the test gives it a value. Without a value: the declared fallback
   * of a boolean flag, otherwise `false`. Counts as a read.
   */
  isEnabled(key: FlagName<Set>): boolean;
  /** Every declared flag, and every flag that has a value. Not a read. Returns the same map until a value changes. */
  all(): ReadonlyMap<string, TestAnswer>;
  /**
   * Changes some values, then calls the listeners. `undefined` restores the declared fallback.
   *
   * @throws TypeError for a key that is not declared, or for a value that is not of the declared type, which only JavaScript
   * and casts can pass. The contents of lists and objects are not verified.
   */
  set(values: FlagValues<Set>): void;
  /** The keys of the flags that were read, in the order of their first reads. */
  reads(): readonly FlagName<Set>[];
  /** Adds a read, for a flag that was taken from `all()`. */
  noteRead(key: FlagName<Set>): void;
  /** Restores the first values, forgets the reads, then calls the listeners. */
  reset(): void;
  /** Calls `listener` after each `set` and `reset`, until the returned function is called. */
  subscribe(listener: () => void): () => void;
};

/**
 * Creates the flags of one test: the core of `createTestFlags` of the client, React and Express. Values are held as they are:
 * neither copied nor parsed.
 *
 *     createTestValues(flags, { 'new-checkout': true }); // the other flags have their declared fallbacks
 *     createTestValues({ 'new-checkout': true });        // without a declaration: any key
 *
 * @throws TypeError like `set`.
 */
export function createTestValues<Set extends FlagSet>(flags: Set, values?: FlagValues<Set>): TestValues<Set>;
export function createTestValues(values: UndeclaredValues): TestValues<undefined>;
export function createTestValues(first: FlagSet | HeldValues, values: HeldValues = {}): HeldTestValues {
  return isFlagSet(first) ? holdValues(first.flags, values) : holdValues(undefined, first);
}

/** Whether the first argument of `createTestValues` declares flags, or has the values of flags that are not declared. */
export function isFlagSet(value: object): value is FlagSet {
  // Values are JSON, which has no functions.
  return typeof (value as Partial<FlagSet>).createLookup === 'function';
}

type HeldValues = { readonly [key: string]: unknown };
type ReadableValues = Pick<TestValues<undefined>, 'all' | 'isEnabled' | 'reads' | 'noteRead'> & {
  get(key: string, fallback?: JsonValue): unknown;
  forgetReads(): void;
};
type HeldTestValues = Omit<ReadableValues, 'forgetReads'> &
  Pick<TestValues<undefined>, 'reset' | 'subscribe'> & { set(values: HeldValues): void };
type Definitions = ReadonlyMap<string, FlagDefinition> | undefined;
type ValueMap = ReadonlyMap<string, unknown>;

function holdValues(declared: FlagSet['flags'] | undefined, first: HeldValues): HeldTestValues {
  const definitions: Definitions = declared && new Map(Object.entries(declared));
  const initial = changeValues(definitions, new Map(), first);
  const listeners = new Set<() => void>();
  let values = initial;
  const { forgetReads, ...readable } = readValues(definitions, () => values);

  function replaceValues(next: ValueMap): void {
    values = next;
    for (const listener of [...listeners]) listener();
  }

  return {
    ...readable,
    set: (changes) => replaceValues(changeValues(definitions, values, changes)),
    reset: () => {
      forgetReads();
      replaceValues(initial);
    },
    subscribe: (listener) => {
      // A wrapper: the same function may subscribe twice.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

function readValues(definitions: Definitions, current: () => ValueMap): ReadableValues {
  const reads = new Set<string>();
  let answers: ReadonlyMap<string, TestAnswer> = new Map();
  let answersFor: ValueMap | undefined;

  function all(): ReadonlyMap<string, TestAnswer> {
    const values = current();
    if (answersFor !== values) answers = answersOf(definitions, values);
    answersFor = values;
    return answers;
  }

  return {
    all,
    get: (key, fallback) => {
      reads.add(key);
      const values = current();
      const definition = definitions?.get(key);
      if (!definition) return readValue(values.get(key) as JsonValue | undefined, fallback);
      return values.has(key) ? values.get(key) : fallback === undefined ? definition.fallback : fallback;
    },
    isEnabled: (key) => {
      reads.add(key);
      return all().get(key)?.enabled ?? false;
    },
    reads: () => [...reads],
    noteRead: (key) => void reads.add(key),
    forgetReads: () => reads.clear(),
  };
}

function answersOf(definitions: Definitions, values: ValueMap): ReadonlyMap<string, TestAnswer> {
  const answers = new Map<string, Omit<TestAnswer, 'value'> & { readonly value: unknown }>();
  for (const [key, { fallback }] of definitions ?? []) {
    answers.set(key, { value: fallback, enabled: fallback === true, reason: 'DEFAULT' });
  }
  for (const [key, value] of values) answers.set(key, { value, enabled: value !== false, reason: 'STATIC' });
  // The result of a declared `parse` may be more than JSON.
  return answers as ReadonlyMap<string, TestAnswer>;
}

function changeValues(definitions: Definitions, before: ValueMap, changes: HeldValues): ValueMap {
  const after = new Map(before);
  for (const [key, value] of Object.entries(changes)) {
    if (definitions) verifyValue(key, value, definitions.get(key));
    if (value === undefined) after.delete(key);
    else after.set(key, value);
  }
  return after;
}

function verifyValue(key: string, value: unknown, definition: FlagDefinition | undefined): void {
  if (!definition) throw new TypeError(`The flag "${key}" is not declared.`);
  // JSON is given as `parse` returns it, which `parse` need not accept.
  if (value === undefined || definition.type === 'json') return;
  try {
    definition.parse(value);
  } catch (error) {
    throw new TypeError(`${key}: ${(error as Error).message}`, { cause: error });
  }
}
