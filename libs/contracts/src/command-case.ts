/** A use case of the server, as REST spells it, from which the command line derives a command. */
export type CommandCase = {
  readonly name: string;
  readonly summary: string;
  readonly kind: 'query' | 'mutation';
  readonly method: string;
  /** With parameters, such as `/api/admin/flags/:flagKey`. */
  readonly path: string;
  /** The field that names the environment which the use case reads or changes. */
  readonly environment?: string;
  readonly fields: readonly CommandField[];
  /** The codes that it can fail with, in addition to those of every use case. */
  readonly failures: readonly string[];
  /** An input. */
  readonly example: Readonly<Record<string, unknown>>;
};

/** A field of an input as the command line reads it. */
export type CommandField = {
  readonly name: string;
  /** `param`: the parameter of the path that has it. */
  readonly in: 'path' | 'query' | 'body';
  readonly param?: string;
  /** `json`: an object or a list. `value`: any JSON value; text that is not JSON stands for itself. */
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'json' | 'value';
  readonly values?: readonly string[];
  readonly isRequired?: true;
  readonly isNullable?: true;
  /** The field exists only if the field of this name has one of these values. */
  readonly only?: { readonly field: string; readonly values: readonly string[] };
};
