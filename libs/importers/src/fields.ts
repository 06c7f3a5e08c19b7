import { z } from 'zod';

/** An object without other fields: an unknown field could change a result, so it is a problem instead of being ignored. */
export function fieldsOf<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownFieldsMessage(issue.keys) : undefined),
  });
}

function unknownFieldsMessage(keys: readonly string[]): string {
  const names = keys.map((key) => `"${key}"`).join(', ');
  return `has the unknown ${keys.length === 1 ? 'field' : 'fields'} ${names}, which could change the result`;
}

const Unread = z.unknown().optional();

/** Fields that no SDK of Unleash reads when it evaluates. */
export function unreadFields<K extends string>(...names: readonly K[]): Record<K, typeof Unread> {
  return Object.fromEntries(names.map((name) => [name, Unread])) as Record<K, typeof Unread>;
}

/** A field that may be absent, but not present: the message says what it would mean. */
export function refusedField(message: string) {
  return z.undefined(message).optional();
}

/** A list that may be absent or `null`, both of which Unleash's SDKs read as an empty one. */
export function optionalList<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}
