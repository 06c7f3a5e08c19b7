import fc from 'fast-check';

class Instance {
  userId = 'ann';
}

/** JSON values, and everything that JavaScript has and JSON lacks. */
const anyLeaf = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  } as fc.ObjectConstraints),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(undefined, NaN, -0, Infinity, Symbol('s'), Symbol.iterator, () => 'ann'),
  fc.string().map((userId) => Object.assign(new Instance(), { userId })),
  fc.string().map((id) => Promise.resolve(id)),
  fc.string().map((id) => ({ toJSON: () => id })),
);

const anyAttribute = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
  anyLeaf,
  fc.array(anyLeaf, { maxLength: 3 }),
  fc.dictionary(fc.string(), anyLeaf, { maxKeys: 3 }),
);

const attributeName = fc.oneof(
  fc.constantFrom('userId', 'sessionId', 'testRunId', 'plan', 'at', '__proto__', 'constructor', 'toString', ''),
  fc.string(),
);

/** Values that callers may pass as a context: mostly objects of attributes, half of them plain. */
export const anyContext: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(attributeName, anyAttribute, { maxKeys: 4 }) },
  { weight: 3, arbitrary: fc.dictionary(attributeName, fc.jsonValue(), { maxKeys: 4 }) },
  { weight: 1, arbitrary: anyLeaf },
);
