import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezeJson, isJson, isPlainObject, isSameJson } from './json.ts';
import { anyContext } from './test-any-context.ts';
import { JsonValue } from './value.ts';
import { isValueOf } from './value-type.ts';

/** Zod drops a field of this name without validating its value. */
function hasProtoField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProtoField);
}

const anyValue = fc.oneof(anyContext, fc.jsonValue()).filter((value) => !hasProtoField(value));

describe('a JSON value', () => {
  it('is accepted by the guard if and only if the schema accepts it, for 10,000 random values', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(isJson(value)).toBe(JsonValue.safeParse(value).success);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is a value of a json flag if and only if it is an object or a list, for 10,000 random values', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const isJsonObject = typeof value === 'object' && value !== null && JsonValue.safeParse(value).success;
        expect(isValueOf.json(value)).toBe(isJsonObject);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is limited to the given depth', () => {
    expect([isJson('a', 0), isJson([], 0), isJson([], 1), isJson([{}], 1), isJson([{}], 2)]).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('cannot contain holes, dates or instances', () => {
    for (const value of [[, 1], [undefined], { a: undefined }, new Date(0), [new Map()], 1n, NaN, () => 1]) {
      expect(isJson(value)).toBe(false);
    }
  });
});

describe('a plain object', () => {
  it('has the prototype of an object, or no prototype', () => {
    expect([{}, Object.create(null), JSON.parse('{"__proto__":1}')].map(isPlainObject)).toEqual([true, true, true]);
    class Bare {}
    Object.setPrototypeOf(Bare.prototype, null);
    const others = [[], null, 'a', new Map(), new Bare(), Object.create({}), Object.create(Object.create(null))];
    expect(others.filter(isPlainObject)).toEqual([]);
  });
});

describe('two JSON values', () => {
  it('are the same regardless of the order of fields and of undefined fields', () => {
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
  ])('such as %j and %j are different', (a, b) => {
    expect(isSameJson(a, b)).toBe(false);
  });

  it('are the same if and only if their texts with sorted fields are, for random values', () => {
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
