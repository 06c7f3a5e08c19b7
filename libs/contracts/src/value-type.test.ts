import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlagType } from './value.ts';
import { isValueOf, typeNameOf } from './value-type.ts';

/** The types of flags that can return a value. */
const typesOf = (value: unknown) => FlagType.options.filter((type) => isValueOf[type](value));

it.each<[unknown, FlagType[]]>([
  [true, ['boolean']],
  [false, ['boolean']],
  ['', ['string']],
  ['true', ['string']],
  [0, ['number']],
  [-0.5, ['number']],
  [{}, ['json']],
  [[], ['json']],
  [null, []],
  [undefined, []],
  [NaN, []],
  [Infinity, []],
])('%j is a value of a flag of type %j', (value, types) => {
  expect(typesOf(value)).toEqual(types);
});

describe('every JSON value except null', () => {
  it('belongs to exactly one type, the one that typeNameOf returns', () => {
    const json = fc.jsonValue().filter((value) => value !== null);
    fc.assert(
      fc.property(json, (value) => {
        expect(typesOf(value)).toEqual([typeNameOf(value)]);
      }),
    );
  });
});

it('null has a type name for messages, but belongs to no type', () => {
  expect(typeNameOf(null)).toBe('null');
  expect(typeNameOf(undefined)).toBe('null');
});
