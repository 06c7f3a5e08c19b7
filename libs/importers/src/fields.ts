import { z } from 'zod';

/** An object without other fields. An unknown field could change a result, so it is a problem instead of being ignored. */
export function fieldsOf<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownFieldsMessage(issue.keys) : undefined),
  });
}

export function unknownFieldsMessage(keys: readonly string[]): string {
  const names = keys.map((key) => `"${key}"`).join(', ');
  return `has the unknown ${keys.length === 1 ? 'field' : 'fields'} ${names}, which could change the result`;
}

const Unread = z.unknown().optional();

/** Fields that Unleash's SDKs do not read for evaluations. */
export function unreadFields<K extends string>(...names: readonly K[]): Record<K, typeof Unread> {
  return Object.fromEntries(names.map((name) => [name, Unread])) as Record<K, typeof Unread>;
}

/** A field that must be absent; the message says why. */
export function refusedField(message: string) {
  return z.undefined(message).optional();
}

/** A list that may be absent or `null`, which Unleash's SDKs treat as an empty list. */
export function optionalList<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}
