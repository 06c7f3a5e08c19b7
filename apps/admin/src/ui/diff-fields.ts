import { isSameJson, ownValue, type JsonValue } from '@burgee/contracts';

/** One field that differs; a side that is `undefined` did not have it. */
export type FieldChange = { readonly path: string; readonly before?: JsonValue; readonly after?: JsonValue };

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * What differs between two values, field by field. Lists whose items have an `id` or a `key` are compared item by item,
 * so that a rule which moved is no new rule; their order is then a field of its own.
 */
export function diffFields(before: JsonValue | undefined, after: JsonValue | undefined, path = ''): FieldChange[] {
  if (isSameJson(before, after)) return [];
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) return [change(path, before, after)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const changes = names.flatMap((name) =>
    diffFields(ownValue(left, name), ownValue(right, name), path ? `${path}.${name}` : name),
  );
  const isOrdered = Array.isArray(before) && changes.length === 0;
  return isOrdered ? [change(`${path}.order`, Object.keys(left), Object.keys(right))] : changes;
}

function change(path: string, before: JsonValue | undefined, after: JsonValue | undefined): FieldChange {
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** An object's fields, or the items of a list by their id; anything else is compared as a whole. */
function fieldsOf(value: JsonValue | undefined): Fields | undefined {
  if (Array.isArray(value)) return itemsById(value);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function itemsById(items: readonly JsonValue[]): Fields | undefined {
  const entries = items.map((item) => [idOf(item), item] as const);
  const ids = new Set(entries.map(([id]) => id));
  if (ids.has(undefined) || ids.size !== items.length) return undefined;
  return Object.fromEntries(entries) as Fields;
}

function idOf(item: JsonValue): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const id = item['id'] ?? item['key'];
  return typeof id === 'string' ? id : undefined;
}
