import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeInexact, findInexactNumbers, isExactDecimal, parseDecimal } from './exact-number.ts';

describe('a decimal number', () => {
  it.each([
    '0',
    '-0',
    '0.0',
    '0e5',
    '0.1',
    '1.50',
    '100',
    '1e21',
    '1E+2',
    '-12.5e-3',
    '9007199254740991',
    '1e308',
    '.5',
    '5.',
  ])('%s keeps its digits', (text) => expect(isExactDecimal(text)).toBe(true));

  it.each([
    '9007199254740993',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
    '1e400',
    '-1e400',
    '1e-400',
    '1234567890.12345678901',
  ])('%s loses digits', (text) => expect(isExactDecimal(text)).toBe(false));

  it.each(['', ' ', '.', '-', 'e5', '0x10', '1_000', 'Infinity', 'NaN', '1,5', '١٢'])(
    '"%s" is not accepted',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
      expect(isExactDecimal(text)).toBe(false);
    },
  );

  it('keeps its digits if JavaScript wrote it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => isExactDecimal(String(number))),
    );
  });

  it('keeps its digits if and only if JSON writes the same integer', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
        (integer) => isExactDecimal(String(integer)) === (BigInt(writtenInteger(Number(integer))) === integer),
      ),
    );
  });
});

/** The integer that JSON would write for a number: digits that JavaScript does not print are zeros. */
function writtenInteger(number: number): string {
  const [digits = '', exponent] = String(number).split('e+');
  if (exponent === undefined) return digits;
  const [whole = '', fraction = ''] = digits.split('.');
  return whole + fraction.padEnd(Number(exponent), '0');
}

describe('numbers in a JSON text', () => {
  it('are found, with their paths, if they lose digits', () => {
    const json = '{"a":[1,{"b\\"1":12345678901234567890},"12345678901234567890"],"c":-1e400,"d":1.5}';
    expect(findInexactNumbers(json)).toEqual([
      { path: 'a.1.b"1', digits: '12345678901234567890' },
      { path: 'c', digits: '-1e400' },
    ]);
    expect(findInexactNumbers(' 9007199254740993 ')).toEqual([{ path: '', digits: '9007199254740993' }]);
  });

  it('never lose digits if JSON.stringify wrote them', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => findInexactNumbers(JSON.stringify(value)).length === 0),
    );
  });

  it('are found at any depth of any value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 5 }),
        (value, path) => {
          const wrap = (json: string, part: string | number) =>
            typeof part === 'number'
              ? `[${`${JSON.stringify(value)},`.repeat(part)}${json}]`
              : `{${JSON.stringify(`${part} `)}:${JSON.stringify(value)},${JSON.stringify(part)}:${json}}`;
          const json = path.reduceRight(wrap, '9007199254740993');
          return findInexactNumbers(json).some((found) => found.path === path.join('.'));
        },
      ),
    );
  });

  it('are found in a text of a megabyte', () => {
    const json = JSON.stringify({ text: '\\"x'.repeat(300_000) }).replace('}', ',"n":1e400}');
    expect(findInexactNumbers(json)).toEqual([{ path: 'n', digits: '1e400' }]);
  });
});

it('the message for a number that loses digits shows it and the number it would become', () => {
  expect(describeInexact('12345678901234567890')).toContain('12345678901234567890');
  expect(describeInexact('12345678901234567890')).toContain('it would become 12345678901234567000');
  expect(describeInexact('1e400')).toContain('too large');
  expect(describeInexact('1'.repeat(500)).length).toBeLessThan(220);
});
