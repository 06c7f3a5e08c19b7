import type { JsonValue } from './value.ts';

/** The type of a value that stands in for `T`: a fallback `true` is a `boolean`, because a flag may say otherwise. */
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
 * A flag's value for a reader who expects what `fallback` is; `fallback` where there is no value, or one of another kind.
 * A list is not an object, and neither is `null`. A fallback of `null` expects nothing in particular.
 */
export function readValue<T>(value: JsonValue | undefined, fallback: T): ValueLike<T> {
  // The check is what makes the cast true; of lists and objects it cannot know more than that they are some.
  return (isLike(value, fallback) ? value : fallback) as ValueLike<T>;
}

function isLike(value: JsonValue | undefined, fallback: unknown): boolean {
  if (value === undefined || value === null) return false;
  return fallback === null || kindOf(value) === kindOf(fallback);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
