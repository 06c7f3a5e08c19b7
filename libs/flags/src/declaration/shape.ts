import { jsonKind, type JsonValue } from '../json.ts';
import { compareTexts } from './compare-texts.ts';

type Primitive = 'string' | 'number' | 'boolean' | 'null';

/** The kinds of some JSON values, and of the values inside them. Without any kind, it is unknown. */
export type Shape = {
  readonly primitives: readonly Primitive[];
  /** The shape of the items of the lists. */
  readonly items?: Shape;
  /** The fields of the objects, by name. */
  readonly fields?: ReadonlyMap<string, Field>;
};
type Field = { readonly shape: Shape; readonly isOptional: boolean };

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
const PRIMITIVES: readonly Primitive[] = ['string', 'number', 'boolean', 'null'];

/** The smallest shape that all values have. A field that one of the objects does not have is optional. */
export function shapeOf(values: readonly JsonValue[]): Shape {
  const lists = values.filter((value) => Array.isArray(value));
  const objects = values.filter(isObject);
  return {
    primitives: PRIMITIVES.filter((kind) => values.some((value) => jsonKind(value) === kind)),
    ...(lists.length > 0 && { items: shapeOf(lists.flat()) }),
    ...(objects.length > 0 && { fields: fieldsOf(objects) }),
  };
}

type JsonObject = { readonly [name: string]: JsonValue };

function isObject(value: JsonValue): value is { [name: string]: JsonValue } {
  return jsonKind(value) === 'object';
}

function fieldsOf(objects: readonly JsonObject[]): Map<string, Field> {
  const valuesOf = new Map<string, JsonValue[]>();
  for (const [name, value] of objects.flatMap((object) => Object.entries(object))) {
    const values = valuesOf.get(name);
    if (values) values.push(value);
    else valuesOf.set(name, [value]);
  }
  const fields = [...valuesOf].map(([name, values]): [string, Field] => {
    const isOptional = values.length < objects.length;
    // For TypeScript, an object without the field has the one of its prototype, such as the method `toString`.
    return [name, { shape: shapeOf(isOptional && INHERITED.has(name) ? [] : values), isOptional }];
  });
  return new Map(fields.sort(([a], [b]) => compareTexts(a, b)));
}
