import { jsonKind, type JsonValue } from './json.ts';

/** Widens `T` to the type of a flag's value: a fallback of `true` is a `boolean`, because the flag may return `false`. */
export type ValueLike<T> = [T] extends [null]
  ? JsonValue
  : T extends boolean
    ? boolean
    : T extends string
      ? string
      : T extends number
        ? number
        : T;

/**
 * Returns a flag's value if it is of the same kind as `fallback`, otherwise `fallback`. A list is not an object, and neither
 * is `null`. A fallback of `null` accepts a value of any kind.
 */
export function readValue<T>(value: JsonValue | undefined, fallback: T): ValueLike<T> {
  // The check makes the cast true, except for what lists and objects contain, which it cannot know.
  return (isSameKind(value, fallback) ? value : fallback) as ValueLike<T>;
}

function isSameKind(value: JsonValue | undefined, fallback: unknown): boolean {
  if (value === undefined || value === null) return false;
  return fallback === null || jsonKind(value) === jsonKind(fallback);
}
