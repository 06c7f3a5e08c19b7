import { describe, expect, it } from 'vitest';
import { findConditionProblems } from './check.ts';
import { type ClauseInput, holdsFor } from './test-clause.ts';

const OPERATORS: ClauseInput[] = [
  { operator: 'in', values: ['a'] },
  { operator: 'contains', values: ['a'] },
  { operator: 'startsWith', values: ['a'] },
  { operator: 'endsWith', values: ['a'] },
  { operator: 'eq', values: [1] },
  { operator: 'lt', values: [1] },
  { operator: 'lte', values: [1] },
  { operator: 'gt', values: [1] },
  { operator: 'gte', values: [1] },
  { operator: 'before', values: ['2027-01-01'] },
  { operator: 'after', values: ['2027-01-01'] },
  { operator: 'semverEq', values: ['1.0.0'] },
  { operator: 'semverLt', values: ['1.0.0'] },
  { operator: 'semverLte', values: ['1.0.0'] },
  { operator: 'semverGt', values: ['1.0.0'] },
  { operator: 'semverGte', values: ['1.0.0'] },
  { operator: 'matches', values: ['.*'] },
  { operator: 'inCidr', values: ['::/0', '0.0.0.0/0'] },
];

describe('a missing attribute', () => {
  it.each(OPERATORS)('makes "$operator" false', (clause) => expect(holdsFor(clause)).toBe(false));
  it('makes "exists" false', () => expect(holdsFor({ operator: 'exists' })).toBe(false));
  it('makes "notIn" true', () => expect(holdsFor({ operator: 'notIn', values: ['a'] })).toBe(true));
});

describe('an attribute of the wrong type', () => {
  it.each(OPERATORS)('makes "$operator" false', (clause) => {
    for (const value of [null, {}, [{}], [[]], Symbol('a'), () => 'a', 1n]) expect(holdsFor(clause, value)).toBe(false);
  });

  const onLists = ['in', 'contains', 'startsWith', 'endsWith'];
  it.each(OPERATORS.filter(({ operator }) => !onLists.includes(operator)))(
    'such as a list makes "$operator" false',
    (clause) => {
      expect(holdsFor(clause, ['a', '1', '1.0.0', '2026-01-01', '10.0.0.1'])).toBe(false);
    },
  );

  it('makes "notIn" true', () => {
    expect(holdsFor({ operator: 'notIn', values: ['a'] }, {})).toBe(true);
  });
});

describe('"in" and "notIn"', () => {
  const inIt = (values: string[], value: unknown) => {
    const [isIn, isNotIn] = (['in', 'notIn'] as const).map((operator) => holdsFor({ operator, values }, value));
    expect(isNotIn).toBe(!isIn);
    return isIn;
  };

  it('compare the whole text, including its case', () => {
    expect(inIt(['nl', 'be'], 'be')).toBe(true);
    expect(inIt(['nl', 'be'], 'BE')).toBe(false);
    expect(inIt(['nl', 'be'], 'n')).toBe(false);
    expect(inIt([], 'nl')).toBe(false);
    expect(inIt([''], '')).toBe(true);
  });

  it('compare numbers and booleans by their text', () => {
    expect(inIt(['42'], 42)).toBe(true);
    expect(inIt(['42.0'], 42)).toBe(false);
    expect(inIt(['true'], true)).toBe(true);
    expect(inIt(['false'], true)).toBe(false);
  });

  it('match a list if any of its elements does', () => {
    expect(inIt(['beta', 'staff'], ['guest', 'staff'])).toBe(true);
    expect(inIt(['beta', 'staff'], ['guest'])).toBe(false);
    expect(inIt(['7'], [{}, null, 7])).toBe(true);
    expect(inIt(['beta'], [])).toBe(false);
  });
});

describe('operators on text', () => {
  it.each([
    ['contains', 'burg', 'hamburger', 'hambrger'],
    ['startsWith', 'ham', 'hamburger', 'a hamburger'],
    ['endsWith', 'ger', 'hamburger', 'hamburgers'],
  ] as const)('"%s" "%s" holds for "%s" and not for "%s"', (operator, part, hit, miss) => {
    expect(holdsFor({ operator, values: [part] }, hit)).toBe(true);
    expect(holdsFor({ operator, values: [part] }, miss)).toBe(false);
    expect(holdsFor({ operator, values: ['nothing', part] }, hit)).toBe(true);
    expect(holdsFor({ operator, values: [] }, hit)).toBe(false);
    expect(holdsFor({ operator, values: [''] }, hit)).toBe(true);
  });

  it.each(['contains', 'startsWith', 'endsWith'] as const)(
    '"%s" is case-sensitive unless ignoreCase is set',
    (operator) => {
      expect(holdsFor({ operator, values: ['ÄRGER'] }, 'ärger')).toBe(false);
      expect(holdsFor({ operator, values: ['ÄRGER'], ignoreCase: false }, 'ärger')).toBe(false);
      expect(holdsFor({ operator, values: ['ÄRGER'], ignoreCase: true }, 'ärger')).toBe(true);
      expect(holdsFor({ operator, values: ['ärger'], ignoreCase: true }, 'ÄRGER')).toBe(true);
    },
  );
});

describe('operators on text, for a list', () => {
  it.each([
    ['contains', 'burg'],
    ['startsWith', 'ham'],
    ['endsWith', 'ger'],
  ] as const)('"%s" "%s" holds if it holds for any element', (operator, part) => {
    expect(holdsFor({ operator, values: [part] }, ['sausage', 'hamburger'])).toBe(true);
    expect(holdsFor({ operator, values: [part.toUpperCase()], ignoreCase: true }, [7, 'hamburger'])).toBe(true);
    expect(holdsFor({ operator, values: [part] }, ['sausage', 7, null, ['hamburger']])).toBe(false);
    expect(holdsFor({ operator, values: [part] }, [])).toBe(false);
    expect(holdsFor({ operator, values: [''] }, [])).toBe(false);
  });
});

describe('operators on numbers', () => {
  it.each([
    ['eq', [false, true, false]],
    ['lt', [true, false, false]],
    ['lte', [true, true, false]],
    ['gt', [false, false, true]],
    ['gte', [false, true, true]],
  ] as const)('"%s" 18 for 17.5, 18 and 19 gives %j', (operator, expected) => {
    expect([17.5, 18, 19].map((value) => holdsFor({ operator, values: [18] }, value))).toEqual(expected);
    expect(['17.5', '18', '1.9e1'].map((value) => holdsFor({ operator, values: [18] }, value))).toEqual(expected);
  });

  it('hold if they hold for any of the values', () => {
    expect(holdsFor({ operator: 'eq', values: [1, 2] }, 2)).toBe(true);
    expect(holdsFor({ operator: 'eq', values: [1, 2] }, 3)).toBe(false);
    expect(holdsFor({ operator: 'lt', values: [1, 10] }, 5)).toBe(true);
  });

  it.each(['12', '12.0', '+12', '1.2e1', '120E-1', '012', '12.'])('parse %j as 12', (text) => {
    expect(holdsFor({ operator: 'eq', values: [12] }, text)).toBe(true);
  });

  it.each(['', ' 12', '12 ', '0xc', 'Infinity', 'twelve', '1_2', '12px', '.', '1e', '--1', NaN, true])(
    'do not parse %j',
    (value) => {
      expect((['lt', 'gte', 'eq'] as const).some((operator) => holdsFor({ operator, values: [12] }, value))).toBe(
        false,
      );
    },
  );

  it('A9 finish even for a text on which a backtracking expression would not', () => {
    const digits = '1'.repeat(1_000_000);
    expect(holdsFor({ operator: 'gt', values: [0] }, `${digits}x`)).toBe(false);
  });
});

describe('"inCidr"', () => {
  const isInside = (address: unknown) =>
    holdsFor({ operator: 'inCidr', values: ['10.0.0.0/8', '2001:db8::/32'] }, address);

  it('holds inside any of the ranges of either family', () => {
    expect(['10.1.2.3', '2001:db8::1'].map(isInside)).toEqual([true, true]);
  });

  it('does not hold outside, or for an invalid address', () => {
    expect(['11.1.2.3', '2001:db9::1', 'localhost', '', 167772161].map(isInside)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('operators on versions', () => {
  it.each([
    ['semverEq', [false, true, false]],
    ['semverLt', [true, false, false]],
    ['semverLte', [true, true, false]],
    ['semverGt', [false, false, true]],
    ['semverGte', [false, true, true]],
  ] as const)('"%s" 2.10.0 for 2.9.9, 2.10.0 and 2.10.1-rc.1 gives %j', (operator, expected) => {
    const versions = ['2.9.9', '2.10.0', '2.10.1-rc.1'];
    expect(versions.map((version) => holdsFor({ operator, values: ['2.10.0'] }, version))).toEqual(expected);
  });

  it('hold if they hold for any of the values', () => {
    const isOneOf = (version: unknown) => holdsFor({ operator: 'semverEq', values: ['1.0.0', '2.0.0'] }, version);
    expect(['1.0.0', '2.0.0+build', '3.0.0', 2].map(isOneOf)).toEqual([true, true, false, false]);
  });

  it('do not hold for an invalid version, such as one with a leading v', () => {
    for (const operator of ['semverEq', 'semverGte', 'semverLte'] as const) {
      expect(holdsFor({ operator, values: ['1.0.0'] }, 'v1.0.0')).toBe(false);
    }
  });
});

describe('"matches"', () => {
  it('finds a pattern anywhere, or only where it is anchored', () => {
    expect(holdsFor({ operator: 'matches', values: ['b+'] }, 'abba')).toBe(true);
    expect(holdsFor({ operator: 'matches', values: ['^b+'] }, 'abba')).toBe(false);
    expect(holdsFor({ operator: 'matches', values: ['^x', 'a$'] }, 'abba')).toBe(true);
  });

  it.each([
    ['(?i)HAMBURG', 'hamburger'],
    ['^[[:alpha:]]+$', 'burger'],
    ['^\\pL+$', 'Ärger'],
    ['(?s)a.b', 'a\nb'],
    ['(?P<name>a)', 'a'],
  ])('uses the syntax of RE2: %s finds %j', (pattern, text) => {
    expect(holdsFor({ operator: 'matches', values: [pattern] }, text)).toBe(true);
  });

  it('A9 finishes for patterns and texts on which a backtracking engine would not', () => {
    expect(holdsFor({ operator: 'matches', values: ['^(a+)+$'] }, `${'a'.repeat(50_000)}!`)).toBe(false);
    expect(holdsFor({ operator: 'matches', values: ['^(([a-z])+.)+[A-Z]([a-z])+$'] }, 'a'.repeat(50_000))).toBe(false);
    expect(holdsFor({ operator: 'matches', values: ['(x+x+)+y'] }, 'x'.repeat(50_000))).toBe(false);
  });

  it.each(['(', '(?<=a)b', '(a)\\1', 'a(?=b)', '((a{100}){100}){100}'])('cannot be %s', (pattern) => {
    const problems = findConditionProblems({ attribute: 'a', operator: 'matches', values: ['fine', pattern] }, []);
    expect(problems).toMatchObject([
      { message: expect.stringContaining(`"${pattern}" is not an RE2 pattern`) as string },
    ]);
  });
});

describe('"exists"', () => {
  it('holds for any value', () => {
    for (const value of ['', 0, false, []]) expect(holdsFor({ operator: 'exists' }, value)).toBe(true);
  });

  it('does not hold for null, undefined, and numbers that JSON lacks', () => {
    for (const value of [null, undefined, NaN, Infinity]) expect(holdsFor({ operator: 'exists' }, value)).toBe(false);
  });
});
