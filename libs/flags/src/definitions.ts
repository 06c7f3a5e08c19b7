import { freezeData, jsonKind } from './json.ts';

/** A declared flag: its type, and the value of the code while there is no other. */
export type FlagDefinition<Value = unknown> = {
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  readonly fallback: Value;
  readonly description: string | undefined;
  /** The only values of a flag that was declared with `oneOf`. */
  readonly values?: readonly Value[];
  /** Returns `value` as the declared type. @throws Error with the reason if it has another one. */
  readonly parse: (value: unknown) => Value;
};

type JsonOptions<Value> = {
  readonly description?: string;
  /** Returns the value as the declared type, such as by a schema. @throws if it has another one. */
  readonly parse?: (value: unknown) => Value;
};

/** JSON has no functions. */
type Data<Value> = Value extends (...args: never[]) => unknown ? never : Value;

/** Declares the flags in `defineFlags`. Each function takes the flag's fallback and its description. */
export const flag = {
  boolean: (fallback: boolean, description?: string): FlagDefinition<boolean> => {
    return { type: 'boolean', fallback, description, parse: parseKind(fallback) };
  },
  string: (fallback: string, description?: string): FlagDefinition<string> => {
    return { type: 'string', fallback, description, parse: parseKind(fallback) };
  },
  number: (fallback: number, description?: string): FlagDefinition<number> => {
    return { type: 'number', fallback, description, parse: parseKind(fallback) };
  },
  /** A flag with these texts or numbers as its only values. */
  oneOf: <const Value extends string | number>(
    values: readonly [Value, ...Value[]],
    fallback: NoInfer<Value>,
    description?: string,
  ): FlagDefinition<Value> => {
    const type = typeof fallback === 'number' ? 'number' : 'string';
    return { type, fallback, description, values, parse: parseOneOf(values) };
  },
  /**
   * A list or an object. Without `parse`, only that is verified, not what it contains. The fallback is frozen, because all
   * reads share it.
   */
  json: <Value extends object>(
    fallback: Data<Value>,
    { description, parse = parseKind<Value>(fallback) }: JsonOptions<Value> = {},
  ): FlagDefinition<Value> => ({ type: 'json', fallback: freezeData(fallback), description, parse }),
};

function parseKind<Value>(fallback: Value): (value: unknown) => Value {
  const kind = jsonKind(fallback);
  return parseIf((value) => jsonKind(value) === kind, kind);
}

function parseOneOf<Value>(values: readonly Value[]): (value: unknown) => Value {
  return parseIf((value) => values.includes(value as Value), `one of ${JSON.stringify(values)}`);
}

function parseIf<Value>(isDeclared: (value: unknown) => boolean, type: string): (value: unknown) => Value {
  return (value) => {
    if (isDeclared(value)) return value as Value;
    throw new Error(`The value is ${describeKind(value)}, and the flag is declared as ${type}.`);
  };
}

/** Primitive values are shown, because they are short. */
function describeKind(value: unknown): string {
  return typeof value === 'object' ? jsonKind(value) : `${typeof value} ${JSON.stringify(value)}`;
}
