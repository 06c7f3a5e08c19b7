/** A flag's value as JSON represents it. */
export type JsonValue = string | number | boolean | null | { [name: string]: JsonValue } | JsonValue[];

/** The kind of a value. A list is not an object, and neither is `null`. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

const DATA: readonly unknown[] = [Object.prototype, Array.prototype];

/** Deeply freezes lists and plain objects. Other objects, such as dates that a declared `parse` returns, stay as they are. */
export function freezeData<T>(value: T): T {
  const isData = DATA.includes(Object.getPrototypeOf(Object(value)));
  if (isData && !Object.isFrozen(value)) Object.values(Object.freeze(value) as object).forEach(freezeData);
  return value;
}
