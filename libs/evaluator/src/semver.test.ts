import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSemver, parseReference, type SemverReference } from './semver.ts';

const compare = (a: string, b: string) => Math.sign(compareSemver(a, parseReference(b) as SemverReference));

/** Source: https://semver.org/#spec-item-11 (2.0.0), its two examples of precedence in one list, and a few more. */
const ASCENDING = [
  '0.0.0',
  '0.0.1',
  '0.9.0',
  '0.10.0',
  '1.0.0-0',
  '1.0.0-1',
  '1.0.0-10',
  '1.0.0--',
  '1.0.0-0a',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '2.0.0',
  '2.1.0',
  '2.1.1',
  '2.1.10',
  '10.0.0',
  '20270131123456789.0.0',
  // A double rounds both to the same number.
  '20270131123456789.90071992547409921.0',
  '20270131123456789.90071992547409922.0',
  '20270131123456790.0.0-99999999999999999998',
  '20270131123456790.0.0-99999999999999999999',
  '20270131123456790.0.0-100000000000000000000',
  '20270131123456790.0.0',
];

describe('precedence of versions', () => {
  it('is that of SemVer 2.0 for every pair of a list', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) expect(compare(a, b), `${a} and ${b}`).toBe(Math.sign(i - j));
    }
  });

  it('ignores build metadata', () => {
    expect(compare('1.0.0+a', '1.0.0')).toBe(0);
    expect(compare('1.0.0', '1.0.0+b')).toBe(0);
    expect(compare('1.0.0-rc.1+a', '1.0.0-rc.1+b')).toBe(0);
    expect(compare('1.0.0+20.-5', '1.0.1')).toBe(-1);
  });

  it('is reversed if the versions are swapped', () => {
    const part = fc.oneof(fc.nat(3), fc.bigInt(0n, 10n ** 18n)).map(String);
    const tail = fc.constantFrom('', '-a', '-a.1', '-1', '-a.b', '+x', '-a+x');
    const version = fc.tuple(part, part, part, tail).map(([a, b, c, tail]) => `${a}.${b}.${c}${tail}`);
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compare(a, b)).toBe(0 - compare(b, a));
      }),
    );
  });

  it.each([
    '',
    '1',
    '1.0',
    '1.0.',
    '1.0.0.0',
    'v1.0.0',
    '01.0.0',
    '1.00.0',
    '1.0.0-',
    '1.0.0-01',
    '1.0.0-a..b',
    ' 1.0.0',
    '1.0.0x',
    '1,0,0',
    '-1.0.0',
  ])('is undefined for %j', (text) => {
    expect(compareSemver(text, parseReference('1.0.0') as SemverReference)).toBeNaN();
    expect(parseReference(text)).toBeUndefined();
  });

  it('A9 is determined for texts on which a backtracking expression would not finish', () => {
    const reference = parseReference('1.0.0') as SemverReference;
    expect(compareSemver(`1.0.0-${'1'.repeat(100_000)}!`, reference)).toBeNaN();
    expect(compareSemver(`1.0.0-${'a-'.repeat(50_000)}.${'0a'.repeat(50_000)}!`, reference)).toBeNaN();
    expect(compareSemver(`${'1'.repeat(100_000)}.0.0`, reference)).toBeGreaterThan(0);
  });
});
