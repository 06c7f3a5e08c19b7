import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import { readValue } from './read-value.ts';

it.each<[JsonValue | undefined, JsonValue, JsonValue]>([
  [true, false, true],
  ['blue', 'red', 'blue'],
  [7, 1, 7],
  [{ a: 1 }, {}, { a: 1 }],
  [['a'], [], ['a']],
  [{ a: 1 }, [], []],
  [['a'], {}, {}],
  [null, {}, {}],
  [null, [], []],
  [undefined, 'red', 'red'],
  ['blue', 7, 7],
  ['true', false, false],
  [{ a: 1 }, null, { a: 1 }],
  [['a'], null, ['a']],
  [null, null, null],
  [undefined, null, null],
])('%j read with the fallback %j is %j', (value, fallback, expected) => {
  expect(readValue(value, fallback)).toEqual(expected);
});

it('a value read with a fallback is always of the same kind as the fallback, for random values', () => {
  const kindOf = (value: JsonValue) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
  const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
  fc.assert(
    fc.property(json, json, (value, fallback) => {
      const read: JsonValue = readValue(value, fallback);
      expect(fallback === null || kindOf(read) === kindOf(fallback)).toBe(true);
    }),
  );
});
