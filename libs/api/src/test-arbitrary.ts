import fc from 'fast-check';
import { z } from 'zod';

/** Generates values that fit a schema or nearly do, like those sent by hastily written programs. */

type JsonSchema = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
};

type Definitions = Readonly<Record<string, JsonSchema>>;
/** The referable schemas, and the depth of references so far. */
type Place = { readonly definitions: Definitions; readonly depth: number };

/** Conditions and JSON are recursive: limits their depth. */
const MAX_DEPTH = 3;

/**
 * Generates inputs that a caller may send. They may violate rules that JSON Schema cannot express, such as refinements.
 */
export function arbitraryInput(schema: z.ZodType): fc.Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return arbitraryOf(json, { definitions: { ...json.$defs, '#': json }, depth: 0 });
}

/** Existing keys and ids, and hostile texts. */
const TEXTS = ['production', 'checkout', 'ada', '', ' ', '../..', "'; drop table environments; --", '%', '__proto__'];
const WORDS = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 40 }), fc.string({ unit: 'binary' }));

function arbitraryOf(schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    if (place.depth > MAX_DEPTH) return fc.constant(null);
    const target = place.definitions[schema.$ref.replace('#/$defs/', '')] ?? {};
    return arbitraryOf(target, { ...place, depth: place.depth + 1 });
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map((branch) => arbitraryOf(branch, place)));
  if (schema.allOf?.[0]) return arbitraryOf(schema.allOf[0], place);
  return (BY_TYPE[schema.type ?? ''] ?? anyJson)(schema, place);
}

const anyJson = () => fc.jsonValue({ maxDepth: 3 });

const BY_TYPE: Record<string, (schema: JsonSchema, place: Place) => fc.Arbitrary<unknown>> = {
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  string: arbitraryText,
  integer: ({ minimum = -1e6, maximum = 1e6 }) => fc.integer({ min: clamp(minimum), max: clamp(maximum) }),
  number: ({ minimum = -1e6, maximum = 1e6 }) => fc.double({ min: minimum, max: maximum, noNaN: true }),
  array: ({ items, prefixItems, minItems = 0 }, place) => {
    if (prefixItems) return fc.tuple(...prefixItems.map((item) => arbitraryOf(item, place)));
    if (place.depth > MAX_DEPTH) return fc.constant([]);
    const item = items ? arbitraryOf(items, place) : anyJson();
    return fc.array(item, { minLength: minItems, maxLength: minItems + 3 });
  },
  object: (schema, place) => {
    if (!schema.properties && typeof schema.additionalProperties === 'object') {
      return fc.dictionary(WORDS, arbitraryOf(schema.additionalProperties, place), { maxKeys: 3 });
    }
    const model = Object.entries(schema.properties ?? {}).map(
      ([name, one]) => [name, arbitraryOf(one, place)] as const,
    );
    return fc.record(Object.fromEntries(model), { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
  },
};

function clamp(bound: number): number {
  return Math.max(-2_147_483_648, Math.min(2_147_483_647, bound));
}

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  uuid: ['00000000-0000-4000-8000-000000000000'],
  'date-time': ['2027-01-31T12:00:00Z', '1970-01-01T00:00:00.000Z'],
  uri: ['https://shop.example'],
  email: ['ada@example.org'],
};

function arbitraryText({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  const samples = SAMPLES[format ?? ''];
  if (samples) return fc.constantFrom(...samples);
  // Names that fit nearly all patterns.
  if (pattern !== undefined) return fc.constantFrom('production', 'checkout', 'a', 'beta-2');
  return fc.oneof(WORDS, fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) }));
}

const DEEP = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 1);
const JUNK: readonly unknown[] = [
  null,
  '',
  'x'.repeat(2_000),
  'a\0b',
  'a\ud800',
  '\u202e',
  -1,
  0,
  1e308,
  2 ** 53,
  0.1,
  true,
  [],
  {},
  [null],
  DEEP,
  JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":1}}'),
  '9999-99-99T99:99:99Z',
];

/** Breaks a value in one place: a part is removed, replaced or added. */
export function broken(input: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(input, fc.nat(), fc.constantFrom('remove', 'replace', 'add'), fc.constantFrom(...JUNK))
    .map(([value, at, how, junk]) => {
      const places = placesIn(value);
      const place = places[at % places.length];
      if (!place) return junk;
      if (how === 'add' && isObject(place.value)) return withChange(value, place.path, { ...place.value, extra: junk });
      return withChange(value, place.path, how === 'remove' ? undefined : junk);
    });
}

type Path = readonly string[];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placesIn(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  const here = { path, value };
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

function withChange(value: unknown, [name, ...rest]: Path, change: unknown): unknown {
  if (name === undefined) return change;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const inner = (value as Record<string, unknown>)[name];
  // An assignment would set the prototype if the name is `__proto__`.
  Object.defineProperty(copy, name, {
    value: withChange(inner, rest, change),
    enumerable: true,
    writable: true,
    configurable: true,
  });
  return copy;
}
