import type { JsonValue } from '@burgee/contracts';
import type { SourceAttribute } from '@burgee/flags/declaration';
import type { JsonType } from './json-type.ts';

type Place = {
  readonly line: number;
  /** The values of a `oneOf` are not written in this file, so that nothing is known of them. */
  readonly isPartial: boolean;
};

/** A flag as the code declares it. */
export type DeclaredFlag = Place & {
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  /** `undefined` if it is not a literal. */
  readonly fallback: JsonValue | undefined;
  readonly description?: string;
  /** Those of `flag.oneOf`. */
  readonly values?: readonly JsonValue[] | undefined;
  /** That of `flag.json`. */
  readonly jsonType?: JsonType;
};

export type DeclaredAttribute = Place & SourceAttribute;

/** A file with `defineFlags`. */
export type Declaration = {
  /** For messages. */
  readonly file: string;
  /** The line of the call of `defineFlags`. */
  readonly line: number;
  /** Whether `burgee types` wrote the file. */
  readonly isGenerated: boolean;
  readonly flags: readonly DeclaredFlag[];
  /** `undefined`: any attribute is accepted. */
  readonly attributes: readonly DeclaredAttribute[] | undefined;
};
