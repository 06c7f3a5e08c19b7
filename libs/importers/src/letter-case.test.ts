import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aConstrainedFeature, isOn, problemsOf } from './test-features.ts';

const tests = {
  STR_STARTS_WITH: (text: string, part: string) => text.startsWith(part),
  STR_ENDS_WITH: (text: string, part: string) => text.endsWith(part),
  STR_CONTAINS: (text: string, part: string) => text.includes(part),
};
type TextOperator = keyof typeof tests;

function holds(operator: TextOperator, values: string[], field: string): boolean {
  return isOn(aConstrainedFeature({ operator, values, caseInsensitive: true }), { properties: { field } });
}

const LETTERS = [...'kKsſSßẞiIİıåÅÅωΩΩﬁŉǆǅǄnNo.-[*', 'ss', 'fi', '𐐀', '𐐨'];

describe('B.8 a constraint that ignores case', () => {
  it('compares lowercase as Unleash does, even if case folding would match more or less', () => {
    const textOf = (maxLength: number) =>
      fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength }).map((list) => list.join(''));
    const operators = fc.constantFrom(...(Object.keys(tests) as TextOperator[]));
    let held = 0;
    fc.assert(
      fc.property(operators, textOf(2), textOf(5), (operator, value, field) => {
        fc.pre(!value.includes('İ'));
        const expected = tests[operator](field.toLowerCase(), value.toLowerCase());
        expect(holds(operator, [value], field)).toBe(expected);
        if (expected) held++;
      }),
      { numRuns: 1_000 },
    );
    expect(held).toBeGreaterThan(20);
  });

  it.each([
    ['STR_CONTAINS', 'S', 'ſ', false],
    ['STR_CONTAINS', 'k', 'K', true],
    ['STR_CONTAINS', 'ss', 'ß', false],
    ['STR_ENDS_WITH', 'i', 'İ', false],
    ['STR_STARTS_WITH', 'i', 'İ', true],
    ['STR_CONTAINS', 'is', 'İs', false],
    ['STR_CONTAINS', 'a.b', 'A.B', true],
    ['STR_CONTAINS', 'a.b', 'axb', false],
  ] as const)('%s %o in %o: %s', (operator, value, field, expected) => {
    expect(holds(operator, [value], field)).toBe(expected);
  });

  it('can have any number of values', () => {
    const values = Array.from({ length: 250 }, (_, index) => `Value-${index};`);
    expect(holds('STR_CONTAINS', values, 'VALUE-249;')).toBe(true);
    expect(holds('STR_CONTAINS', values, 'VALUE-250;')).toBe(false);
    expect(holds('STR_CONTAINS', [], 'anything')).toBe(false);
  });

  it.each(['ΟΔΟΣ', 'İstanbul', '\ud800'])(
    'is a problem if its lowercase depends on the surrounding text: %s',
    (value) => {
      const constraint = { operator: 'STR_CONTAINS', values: [value], caseInsensitive: true };
      expect(problemsOf([aConstrainedFeature(constraint)])).toEqual(['feature: constraint STR_CONTAINS on "field"']);
      expect(problemsOf([aConstrainedFeature({ ...constraint, caseInsensitive: false })])).toEqual([]);
    },
  );
});
