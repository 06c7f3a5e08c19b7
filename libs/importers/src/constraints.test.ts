import { describe, expect, it } from 'vitest';
import { aConstrainedFeature, isOn, type Json, problemsOf } from './test-features.ts';

/** Whether a constraint on `field` holds for a value. */
function holds(constraint: Json, value?: string | null): boolean {
  return isOn(aConstrainedFeature(constraint), { properties: { field: value } });
}

function holdsAt(constraint: Json, currentTime: string): boolean {
  return isOn(aConstrainedFeature(constraint), { currentTime });
}

describe('B.8 a constraint', () => {
  const unreadable: Json[] = [
    { operator: 'NUM_EQ', value: 'twelve' },
    ...['soon', '', '2027-13-01T00:00:00Z'].map((value) => ({ operator: 'DATE_AFTER', value })),
    ...['1.2', 'v1.2.3', ''].map((value) => ({ operator: 'SEMVER_EQ', value })),
    ...['[', '(?=x)', '(a)\\1'].map((value) => ({ operator: 'REGEX', value })),
    { operator: 'REGEX', value: '[', caseInsensitive: true },
    { operator: 'IN_CIDR', values: ['somewhere', '10.0.0.0/33'] },
    { operator: 'STR_CONTAINS', values: ['', ' '] },
  ];
  it.each(unreadable)('that cannot be read is false, and true if inverted: %o', (constraint) => {
    expect(holds(constraint, '1.2.3')).toBe(false);
    expect(holds({ ...constraint, inverted: true }, '1.2.3')).toBe(true);
  });

  it('with an operator that is unknown to Unleash is false, even if inverted', () => {
    expect(holds({ operator: 'ROUGHLY', value: 'a' }, 'a')).toBe(false);
    expect(holds({ operator: 'ROUGHLY', value: 'a', inverted: true }, 'a')).toBe(false);
  });

  it.each([
    { operator: 'IN', values: ['a'] },
    { operator: 'STR_STARTS_WITH', values: ['a'] },
    { operator: 'NUM_LT', value: '5' },
    { operator: 'SEMVER_GT', value: '1.0.0' },
    { operator: 'REGEX', value: '' },
    { operator: 'IN_CIDR', values: ['0.0.0.0/0', '::/0'] },
  ])('on a missing field is false, and true if inverted: $operator', (constraint) => {
    for (const value of [undefined, null]) {
      expect(holds(constraint, value)).toBe(false);
      expect(holds({ ...constraint, inverted: true }, value)).toBe(true);
    }
  });

  it('trims its own entries and drops empty ones, but does not change the value of the context', () => {
    expect(holds({ operator: 'IN', values: [' a ', ''] }, 'a')).toBe(true);
    expect(holds({ operator: 'IN', values: [' a '] }, ' a ')).toBe(false);
    expect(holds({ operator: 'IN', values: [''] }, '')).toBe(false);
    expect(holds({ operator: 'NOT_IN', values: [''] }, '')).toBe(true);
  });

  it.each([
    [{ operator: 'IN', values: [7] }, 'strategies.0.constraints.0.values.0'],
    [{ operator: 'IN', values: ['a', null] }, 'strategies.0.constraints.0.values.1'],
    [{ operator: 'NUM_GT', value: 7 }, 'strategies.0.constraints.0.value'],
    [{ operator: 'IN', values: null, value: 'a' }, 'constraint IN on "field"'],
    [{ operator: 'NOT_IN' }, 'constraint NOT_IN on "field"'],
    [{ operator: 'STR_CONTAINS', value: 'a' }, 'constraint STR_CONTAINS on "field"'],
    [{ operator: 'IN_CIDR' }, 'constraint IN_CIDR on "field"'],
    [{ operator: 'NUM_EQ', value: null, values: ['1'] }, 'constraint NUM_EQ on "field"'],
    [{ operator: 'SEMVER_EQ' }, 'constraint SEMVER_EQ on "field"'],
    [{ operator: 'REGEX', values: ['^b'] }, 'constraint REGEX on "field"'],
    [{ operator: 'IN', values: ['a'], inverted: 'yes' }, 'strategies.0.constraints.0.inverted'],
    [{ values: ['a'] }, 'strategies.0.constraints.0.operator'],
    [{ operator: 'IN', values: ['a'], contextName: undefined }, 'strategies.0.constraints.0.contextName'],
    [{ operator: 'IN', values: ['a'], contextName: 'properties' }, 'constraint IN on "properties"'],
    [{ operator: 'IN', values: ['a'], contextname: 'other' }, 'strategies.0.constraints.0'],
  ])('is a problem if it lacks its operand or has an unknown shape: %o', (constraint, construct) => {
    expect(problemsOf([aConstrainedFeature(constraint)])).toEqual([`feature: ${construct}`]);
  });

  it('ignores the operand of other operators', () => {
    expect(holds({ operator: 'IN', values: ['a'], value: 'b' }, 'a')).toBe(true);
    expect(holds({ operator: 'IN', values: ['a'], value: 'b' }, 'b')).toBe(false);
    expect(holds({ operator: 'NUM_EQ', value: '1', values: ['2'] }, '1')).toBe(true);
    expect(holds({ operator: 'REGEX', value: '^a', values: ['^b'] }, 'bcd')).toBe(false);
  });

  it('is case-sensitive unless caseInsensitive is set, which IN ignores', () => {
    const constraint = { operator: 'STR_ENDS_WITH', values: ['.NO'] };
    expect(holds(constraint, 'fjord.no')).toBe(false);
    expect(holds({ ...constraint, caseInsensitive: true }, 'fjord.no')).toBe(true);
    expect(holds({ operator: 'IN', values: ['NO'], caseInsensitive: true }, 'no')).toBe(false);
  });

  it.each([
    ['NUM_EQ', '12.0', '12', true],
    ['NUM_EQ', '1e1', '10', true],
    ['NUM_LT', '-.5', '-1', true],
    ['NUM_GTE', '12', 'twelve', false],
    ['SEMVER_EQ', '1.2.3+build', '1.2.3', true],
    ['SEMVER_LT', '2.0.0', '2.0.0-beta.11', true],
    ['SEMVER_GT', '2.0.0-beta.2', '2.0.0-beta.11', true],
    ['SEMVER_GTE', '1.0.0', 'v1.0.0', false],
  ])('compares: %s %s with %s', (operator, value, given, expected) => {
    expect(holds({ operator, value }, given)).toBe(expected);
  });

  it('compares dates with the current time, regardless of its field, and considers offsets', () => {
    const after = { operator: 'DATE_AFTER', contextName: 'no matter', value: '2027-01-01T14:00:00+02:00' };
    expect(holdsAt(after, '2027-01-01T12:00:00.000Z')).toBe(false);
    expect(holdsAt(after, '2027-01-01T12:00:00.001Z')).toBe(true);
    expect(holdsAt({ ...after, operator: 'DATE_BEFORE' }, '2027-01-01T12:59:59+01:00')).toBe(true);
  });

  it('compares dates with the instant of the evaluation if the context has no time', () => {
    expect(isOn(aConstrainedFeature({ operator: 'DATE_AFTER', value: '2027-01-01T11:59:59Z' }))).toBe(true);
  });

  it('is neither after nor before a date if the time of the context cannot be read', () => {
    for (const operator of ['DATE_AFTER', 'DATE_BEFORE']) {
      const constraint = { operator, value: '2027-01-01T12:00:00Z' };
      expect(holdsAt(constraint, 'soon')).toBe(false);
      expect(holdsAt({ ...constraint, inverted: true }, 'soon')).toBe(true);
    }
  });

  it.each([
    ['lo', 'hello', true],
    ['(?i)HEL', 'hello', true],
    ['he(?i)LLO', 'hello', true],
    ['(?m)^b$', 'a\nb', true],
    ['^b$', 'a\nb', false],
    ['(?s)a.b', 'a\nb', true],
    ['^[[:alpha:]]+$', 'hello', true],
    ['', '', true],
  ])('finds the RE2 pattern %o in %o: %s', (value, given, expected) => {
    expect(holds({ operator: 'REGEX', value }, given)).toBe(expected);
  });

  it.each([
    ['^NO$', 'no', true],
    ['(?-i)^NO$', 'no', false],
    ['(?-i)N(?i)O', 'No', true],
    ['a|NO', 'xno', true],
    ['[[:upper:]]', 'a', true],
    ['[', 'a', false],
  ])('finds the RE2 pattern %o, ignoring case, in %o: %s', (value, given, expected) => {
    const constraint = { operator: 'REGEX', value, caseInsensitive: true };
    expect(holds(constraint, given)).toBe(expected);
    expect(holds({ ...constraint, inverted: true }, given)).toBe(!expected);
  });

  it.each([
    { operator: 'NUM_EQ', value: '' },
    { operator: 'NUM_LT', value: ' ' },
    { operator: 'NUM_EQ', value: '0x1A' },
    { operator: 'NUM_EQ', value: ' 12 ' },
    { operator: 'NUM_EQ', value: '1e999' },
    { operator: 'DATE_AFTER', value: '2027-01-01' },
    { operator: 'DATE_AFTER', value: '2027-01-01T12:00:00' },
    { operator: 'DATE_AFTER', value: '2027-01-01T12:00:00.0001Z' },
    { operator: 'SEMVER_EQ', value: ' 1.2.3' },
  ])("is a problem if Unleash's SDKs do not agree on its meaning: %o", (constraint) => {
    expect(problemsOf([aConstrainedFeature(constraint)])).toEqual([
      `feature: constraint ${constraint.operator} on "field"`,
    ]);
  });
});
