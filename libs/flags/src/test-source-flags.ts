import fc from 'fast-check';
import type { SourceFlag } from './declaration/index.ts';
import type { JsonValue } from './json.ts';

/** Characters that mean something in source text, are invisible, are wide, or are half of a pair. */
const AWKWARD = [
  ...'\'"`\\/*@${}\n\r\t\0\u2028\u2029\u202e\u200b\ufeffäßжλ中あ한🚀é',
  '\ud800',
  '\udc00',
  '*/',
  '${',
  '//',
];
const unit = fc.oneof(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }), fc.constantFrom(...AWKWARD));

/** Any text, also long enough that lines must break. */
export const awkwardText = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 130 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'then',
    '',
    '1',
    '1e3',
    'a-b',
    "it's",
    '@deprecated',
    'default',
  ),
);

const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => value + 0);

const { json } = fc.letrec<{ json: JsonValue; object: JsonValue; list: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(awkwardText, number, fc.boolean(), fc.constant(null)),
    tie('object'),
    tie('list'),
  ),
  list: fc.oneof(fc.array(tie('json'), { maxLength: 5 }), fc.array(fc.integer(), { maxLength: 40 })),
  object: fc.dictionary(awkwardText, tie('json'), { maxKeys: 4 }),
}));

const VALUES = {
  boolean: fc.boolean(),
  string: awkwardText,
  number,
  json: json.filter((value) => typeof value === 'object' && value !== null),
} satisfies Record<SourceFlag['type'], fc.Arbitrary<JsonValue>>;

const sourceFlag: fc.Arbitrary<SourceFlag> = fc.constantFrom('boolean', 'string', 'number', 'json').chain((type) =>
  fc.record({
    key: awkwardText,
    type: fc.constant(type),
    description: awkwardText,
    variants: fc
      .array(VALUES[type] as fc.Arbitrary<JsonValue>, { minLength: 1, maxLength: 4 })
      .map((values) => values.map((value, index) => ({ key: `variant ${index}`, value }))),
    offVariant: fc.constantFrom('variant 0', null),
  }),
);

export const sourceFlags = fc.uniqueArray(sourceFlag, { selector: ({ key }) => key, maxLength: 5 });
