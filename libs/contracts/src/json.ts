/** JSON checks without a schema, for code that runs on every evaluation and in browsers. */

/**
 * Whether `value` is an object literal, of this realm or another one, or an object without a prototype. A `Map`, a
 * promise or an instance of a class is not, because JSON would drop its content.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || isObjectPrototype(prototype);
}

/** Recognizes the `Object.prototype` of another realm, such as a frame or a test environment. */
function isObjectPrototype(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
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
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
  const names = fieldNames(a);
  return (
    names.length === fieldNames(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name as never], b[name as never]))
  );
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
}

function fieldNames(value: object): string[] {
  return Object.keys(value).filter((name) => value[name as never] !== undefined);
}

/** Deeply freezes a JSON value, so that no reader of a shared value can change it for the others. */
export function freezeJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freezeJson(inner);
  return Object.freeze(value);
}
