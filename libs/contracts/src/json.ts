/** JSON checks without a schema, for code that runs on every evaluation and in browsers. */

/**
 * Whether `value` is an object literal, of this realm or another one, or an object without a prototype. A `Map`, a
 * promise or an instance of a class is not, because JSON would drop its content.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototypes of arrays and classes have a prototype themselves.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether `JSON.parse` could have returned `value` and arrays and objects nest at most `maxDepth` levels deep. */
export function isJson(value: unknown, maxDepth = Infinity): boolean {
  if (typeof value === 'object') return value === null || (maxDepth > 0 && isJsonInside(value, maxDepth - 1));
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean';
}

function isJsonInside(value: object, maxDepth: number): boolean {
  if (Array.isArray(value)) {
    // Loops by index, because `every` skips holes.
    for (let index = 0; index < value.length; index++) if (!isJson(value[index], maxDepth)) return false;
    return true;
  }
  if (!isPlainObject(value)) return false;
  // eslint-disable-next-line burgee/own-lookup -- only names that a plain object has
  for (const name in value) if (!isJson(value[name], maxDepth)) return false;
  return true;
}

/**
 * Whether two values have the same JSON, ignoring the order of fields, which a database does not keep. A field that is
 * `undefined` counts as absent, as in JSON.
 */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = fieldNames(a);
  return (
    names.length === fieldNames(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name as never], b[name as never]))
  );
}

/** An array has all of its elements as fields, because JSON writes `undefined` in an array as `null`. */
function fieldNames(value: object): string[] {
  return Object.keys(value).filter((name) => value[name as never] !== undefined || Array.isArray(value));
}

/** Deeply freezes a JSON value, so that no reader of a shared value can change it for the others. */
export function freezeJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freezeJson(inner);
  return Object.freeze(value);
}
