import { isJson } from './json.ts';
import type { FlagType } from './value.ts';

/** Whether a flag of a type can return `value`. `null` is not a value: a result without a value omits the field. */
export const isValueOf = {
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  json: (value: unknown) => typeof value === 'object' && value !== null && isJson(value),
} satisfies Record<FlagType, (value: unknown) => boolean>;

/** The name of a JSON value's type, for error messages. */
export function typeNameOf(value: unknown): FlagType | 'null' {
  if (value === null || value === undefined) return 'null';
  const type = typeof value;
  return type === 'boolean' || type === 'string' || type === 'number' ? type : 'json';
}
