import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezeJson, isJson, isPlainObject, isSameJson } from './json.ts';
import { anyContext } from './test-any-context.ts';
import { isValueOf, JsonValue } from './value.ts';

/** Zod leaves out a field of this name, without a look at what is in it. */
function hasProtoField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProtoField);
}

const anyValue = fc.oneof(anyContext, fc.jsonValue()).filter((value) => !hasProtoField(value));

describe('a JSON value', () => {
  it('is accepted by the guard exactly where the schema accepts it, for 10,000 random values', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(isJson(value)).toBe(JsonValue.safeParse(value).success);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is a value of a flag exactly where the schema of its type says so, for 10,000 random values', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const isJsonObject = typeof value === 'object' && value !== null && JsonValue.safeParse(value).success;
        expect(isValueOf.json(value)).toBe(isJsonObject);
      }),
      { numRuns: 10_000 },
    );
  });

  it('nests no deeper than asked for', () => {
    expect([isJson('a', 0), isJson([], 0), isJson([], 1), isJson([{}], 1), isJson([{}], 2)]).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('has no holes, dates or instances in it', () => {
    for (const value of [[, 1], [undefined], { a: undefined }, new Date(0), [new Map()], 1n, NaN, () => 1]) {
      expect(isJson(value)).toBe(false);
    }
  });
});

describe('a plain object', () => {
  it('has the prototype of an object, or none', () => {
    expect([{}, Object.create(null), JSON.parse('{"__proto__":1}')].map(isPlainObject)).toEqual([true, true, true]);
    class Bare {}
    Object.setPrototypeOf(Bare.prototype, null);
    const others = [[], null, 'a', new Map(), new Bare(), Object.create({}), Object.create(Object.create(null))];
    expect(others.filter(isPlainObject)).toEqual([]);
  });
});

describe('two JSON values are the same', () => {
  it('whatever the order of their fields, and where a field is absent or undefined', () => {
    expect(isSameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1, d: undefined })).toBe(true);
    expect(isSameJson({ d: undefined }, {})).toBe(true);
    expect(isSameJson(0, -0)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [{}, []],
    [[], {}],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [null, {}],
    [{}, null],
    ['1', 1],
    [{ toString: 1 }, {}],
  ])('%j is not %j', (a, b) => {
    expect(isSameJson(a, b)).toBe(false);
  });

  it('exactly where their text is the same with its fields in order, for random values', () => {
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_name, held: unknown) =>
        isPlainObject(held) ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1))) : held,
      );
    const small = fc.jsonValue({ maxDepth: 2 });
    fc.assert(fc.property(small, small, (a, b) => isSameJson(a, b) === (sorted(a) === sorted(b))));
    fc.assert(fc.property(small, (a) => isSameJson(a, JSON.parse(JSON.stringify(a)))));
  });
});

it('a frozen JSON value cannot be changed at any depth', () => {
  const value = freezeJson({ list: [{ a: 1 }], text: 'a', none: null });
  for (const held of [value, value.list, value.list[0]]) expect(Object.isFrozen(held)).toBe(true);
  expect(() => value.list.push({ a: 2 })).toThrow(TypeError);
});
