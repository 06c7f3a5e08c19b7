import { type Detail, ownValue } from '@burgee/contracts';

/** The schemas of an object's fields. */
type Shape = Readonly<Record<string, FieldSchema>>;
type FieldSchema = {
  safeParse(value: unknown): { readonly error?: { readonly issues: readonly Issue[] } | undefined };
};
type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** A row, with the problems of its broken fields in `broken`. */
type Row = { readonly broken?: Detail[] | undefined };

/**
 * Replaces fields that someone made unreadable by SQL with those of `empty`, and names each of them in `broken`, so that one
 * bad row does not make the whole list fail (R16).
 */
export function replaceBroken<T extends Row>(shape: Shape, row: T, empty: Partial<T>): T {
  const broken: Detail[] = [];
  const replacements = new Map<string, unknown>(Object.entries(empty));
  const replaced = new Map<string, unknown>();
  for (const [field, value] of Object.entries(row)) {
    const { error } = ownValue(shape, field)?.safeParse(value) ?? {};
    if (!error) continue;
    replaced.set(field, replacements.get(field) ?? null);
    for (const { path, message } of error.issues)
      broken.push({ path: [field, ...path].map(String).join('.'), message });
  }
  if (broken.length === 0) return row;
  return { ...row, ...Object.fromEntries(replaced), broken: [...(row.broken ?? []), ...broken] };
}

/**
 * Reports an invalid key in `broken`. Unlike other fields, the key is never replaced: the row is read and deleted by it.
 */
export function brokenKey(schema: FieldSchema, key: string): { readonly broken?: Detail[] } {
  const { error } = schema.safeParse(key);
  return error ? { broken: error.issues.map(({ message }) => ({ path: 'key', message })) } : {};
}
