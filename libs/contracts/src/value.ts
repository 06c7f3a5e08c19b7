import { z } from 'zod';
import { isJson } from './json.ts';

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;

export const FlagType = z.enum(['boolean', 'string', 'number', 'json']);
export type FlagType = z.infer<typeof FlagType>;

/** Whether a flag of a type can return `value`. `null` is not a value: a result without a value omits the field. */
export const isValueOf = {
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  json: (value: unknown) => typeof value === 'object' && value !== null && isJson(value),
} satisfies Record<FlagType, (value: unknown) => boolean>;

/** The name of a value's type, for error messages. */
export function typeNameOf(value: unknown): FlagType | 'null' {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return 'json';
  return FlagType.parse(typeof value);
}
