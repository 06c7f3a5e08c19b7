/** A flag's value as JSON represents it. */
export type JsonValue = string | number | boolean | null | { [name: string]: JsonValue } | JsonValue[];

/** The kind of a value. A list is not an object, and neither is `null`. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
