import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagType } from './value.ts';
import { readValueText } from './value-text.ts';
import { isValueOf } from './value-type.ts';

const TYPES: readonly FlagType[] = ['boolean', 'string', 'number', 'json'];

describe('the value of a text', () => {
  it.each([
    ['boolean', 'on', true],
    ['string', ' as it is ', ' as it is '],
    ['number', ' 12.50 ', 12.5],
    ['number', '-1e3', -1000],
    ['json', '{"a":[1]}', { a: [1] }],
  ] as const)('is parsed as a %s from "%s"', (type, text, value) => {
    expect(readValueText(type, text)).toEqual({ value });
  });

  it.each([
    ['boolean', 'perhaps', 'Use true or false.'],
    ['number', '', 'Use a number'],
    ['number', '0x10', 'Use a number'],
    ['number', 'NaN', 'Use a number'],
    ['number', '12345678901234567890', 'The number 12345678901234567890 cannot be stored exactly'],
    ['number', '1e400', 'too large'],
    ['json', '{', 'This is not JSON'],
    ['json', 'null', 'Use an object or a list'],
    ['json', '{"a":{"b":[9007199254740993]}}', 'The number 9007199254740993 cannot be stored exactly'],
  ] as const)('has a problem as a %s in "%s"', (type, text, problem) => {
    expect(readValueText(type, text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('is of the type, or the problem is a sentence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.oneof(fc.string(), fc.json()), (type, text) => {
        const read = readValueText(type, text);
        return 'value' in read ? isValueOf[type](read.value) : read.problem.endsWith('.');
      }),
    );
  });

  it('is the one that was written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readValueText('number', String(value))).toEqual({ value: value === 0 ? expect.closeTo(0) : value });
      }),
    );
  });
});
