import { isSameJson, type JsonValue, ownValue } from '@burgee/contracts';

/** One field that differs. An absent side did not have the field. */
export type FieldChange = { readonly path: string; readonly before?: JsonValue; readonly after?: JsonValue };

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * Compares two values field by field. Lists whose items have an `id` or a `key` are compared item by item, so that a
 * moved rule is not a new rule; their order is then a separate field.
 */
export function diffFields(before: JsonValue | undefined, after: JsonValue | undefined, path = ''): FieldChange[] {
  if (isSameJson(before, after)) return [];
  const [left, right] = [comparableFields(before), comparableFields(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) return [fieldChange(path, before, after)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const changes = names.flatMap((name) =>
    diffFields(ownValue(left, name), ownValue(right, name), path ? `${path}.${name}` : name),
  );
  const isOrdered = Array.isArray(before) && changes.length === 0;
  return isOrdered ? [fieldChange(`${path}.order`, Object.keys(left), Object.keys(right))] : changes;
}

function fieldChange(path: string, before: JsonValue | undefined, after: JsonValue | undefined): FieldChange {
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** An object's fields, or a list's items by their id; `undefined` for values that are compared as a whole. */
function comparableFields(value: JsonValue | undefined): Fields | undefined {
  if (Array.isArray(value)) return itemsById(value);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function itemsById(items: readonly JsonValue[]): Fields | undefined {
  const entries = items.map((item) => [itemId(item), item] as const);
  const ids = new Set(entries.map(([id]) => id));
  if (ids.has(undefined) || ids.size !== items.length) return undefined;
  return Object.fromEntries(entries) as Fields;
}

function itemId(item: JsonValue): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const id = item['id'] ?? item['key'];
  return typeof id === 'string' ? id : undefined;
}
