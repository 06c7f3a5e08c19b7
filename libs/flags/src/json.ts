/** A flag's value as JSON represents it. */
export type JsonValue = string | number | boolean | null | { [name: string]: JsonValue } | JsonValue[];

/** The kind of a value. A list is not an object, and neither is `null`. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/**
 * Deeply freezes lists and plain objects. Leaves instances of classes alone, such as dates that a declared `parse` returns,
 * and whatever is frozen already.
 */
export function freezeData<T>(value: T): T {
  if (!isData(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) freezeData(inner);
  return value;
}

function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
}
