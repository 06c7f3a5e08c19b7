import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import {
  aConstrainedFeature,
  aFeature,
  answer,
  aStrategy,
  importAll,
  isOn,
  problemsOf,
  type Json,
} from './test-features.ts';

/** Whether a constraint on `field` holds for a value of it. */
function holds(constraint: Json, value?: string | null): boolean {
  return isOn(aConstrainedFeature(constraint), { properties: { field: value } });
}

function holdsAt(constraint: Json, currentTime: string): boolean {
  return isOn(aConstrainedFeature(constraint), { currentTime });
}

describe('B.8 a constraint', () => {
  const unreadable: Json[] = [
    ...['twelve', '', undefined].map((value) => ({ operator: 'NUM_EQ', value })),
    ...['soon', '', '2027-13-01T00:00:00Z'].map((value) => ({ operator: 'DATE_AFTER', value })),
    ...['1.2', 'v1.2.3', ''].map((value) => ({ operator: 'SEMVER_EQ', value })),
    ...['[', '(?=x)', '(a)\\1'].map((value) => ({ operator: 'REGEX', value })),
    { operator: 'REGEX' },
    { operator: 'IN_CIDR', values: ['somewhere', '10.0.0.0/33'] },
    { operator: 'STR_CONTAINS', values: ['', ' '] },
  ];
  it.each(unreadable)('that cannot be read is false, and inverted true: %o', (constraint) => {
    expect(holds(constraint, '1.2.3')).toBe(false);
    expect(holds({ ...constraint, inverted: true }, '1.2.3')).toBe(true);
  });

  it('with an operator that Unleash does not know is false either way', () => {
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
  ])('on a field that is missing is false, and inverted true: $operator', (constraint) => {
    for (const value of [undefined, null]) {
      expect(holds(constraint, value)).toBe(false);
      expect(holds({ ...constraint, inverted: true }, value)).toBe(true);
    }
  });

  it('trims its own entries and drops empty ones, but leaves the value of the context as it is', () => {
    expect(holds({ operator: 'IN', values: [' a ', ''] }, 'a')).toBe(true);
    expect(holds({ operator: 'IN', values: [' a '] }, ' a ')).toBe(false);
    expect(holds({ operator: 'IN', values: [''] }, '')).toBe(false);
    expect(holds({ operator: 'NOT_IN', values: [''] }, '')).toBe(true);
  });

  it('takes numbers and booleans for their text, and null for nothing', () => {
    expect(holds({ operator: 'IN', values: [7, true] }, '7')).toBe(true);
    expect(holds({ operator: 'IN', values: [7, true] }, 'true')).toBe(true);
    expect(holds({ operator: 'IN', values: null }, 'a')).toBe(false);
    expect(holds({ operator: 'NUM_GT', value: 7 }, '8')).toBe(true);
  });

  it('regards the case unless told otherwise, which IN cannot be told', () => {
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

  it('compares dates with the current time, whatever it names, and honours offsets', () => {
    const after = { operator: 'DATE_AFTER', contextName: 'no matter', value: '2027-01-01T14:00:00+02:00' };
    expect(holdsAt(after, '2027-01-01T12:00:00.000Z')).toBe(false);
    expect(holdsAt(after, '2027-01-01T12:00:00.001Z')).toBe(true);
    expect(holdsAt({ ...after, operator: 'DATE_BEFORE' }, '2027-01-01T12:59:59+01:00')).toBe(true);
  });

  it('compares dates with the instant of the evaluation where the context has no time', () => {
    expect(isOn(aConstrainedFeature({ operator: 'DATE_AFTER', value: '2027-01-01T11:59:59Z' }))).toBe(true);
  });

  it('is neither after nor before a date at a time that cannot be read', () => {
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

  it('takes a pattern from the list where it has no other', () => {
    for (const value of [undefined, null, '']) {
      expect(holds({ operator: 'REGEX', value, values: ['[', '^b'] }, 'bcd')).toBe(true);
      expect(holds({ operator: 'REGEX', value, values: ['[', '^b'] }, 'acd')).toBe(false);
    }
    expect(holds({ operator: 'REGEX', value: '^a', values: ['^b'] }, 'bcd')).toBe(false);
  });

  it('knows addresses and ranges of both families, which never match each other', () => {
    const constraint = { operator: 'IN_CIDR', values: ['10.0.0.0/8', 'nowhere', '2001:db8::/32', '192.168.0.1'] };
    for (const address of ['10.255.0.1', '2001:db8:ffff::1', '192.168.0.1'])
      expect(holds(constraint, address)).toBe(true);
    for (const address of ['11.0.0.1', '::ffff:10.0.0.1', '192.168.0.2', 'nowhere'])
      expect(holds(constraint, address)).toBe(false);
  });

  it.each([
    { operator: 'NUM_EQ', value: '0x1A' },
    { operator: 'NUM_EQ', value: ' 12 ' },
    { operator: 'NUM_EQ', value: '1e999' },
    { operator: 'DATE_AFTER', value: '2027-01-01' },
    { operator: 'DATE_AFTER', value: '2027-01-01T12:00:00' },
    { operator: 'DATE_AFTER', value: '2027-01-01T12:00:00.0001Z' },
    { operator: 'SEMVER_EQ', value: ' 1.2.3' },
  ])("is a problem where Unleash's SDKs do not agree on what it says: %o", (constraint) => {
    expect(problemsOf([aConstrainedFeature(constraint)])).toEqual([
      `feature: constraint ${constraint.operator} on "field"`,
    ]);
  });
});

describe('B.8 a segment', () => {
  const inSegments = (...segments: unknown[]) => aFeature({ strategies: [aStrategy('default', {}, { segments })] });
  const norway = { id: 1, constraints: [{ contextName: 'country', operator: 'IN', values: ['no'] }] };
  const isOnIn = (feature: Json, segments: Json[], context: UnleashContext) =>
    answer(importAll([feature], segments), 'feature', context).enabled;

  it('holds where all of its constraints do; without any, for everybody', () => {
    const context = { properties: { country: 'no' } };
    expect(isOnIn(inSegments(1), [norway], context)).toBe(true);
    expect(isOnIn(inSegments(1), [norway], {})).toBe(false);
    expect(isOnIn(inSegments(1, 2), [norway, { id: 2, constraints: [] }], context)).toBe(true);
    expect(isOnIn(inSegments(1, '3'), [norway, { id: '3', constraints: null }], context)).toBe(true);
  });

  it('that does not exist fails for everybody', () => {
    expect(isOnIn(inSegments(1, 404), [norway], { properties: { country: 'no' } })).toBe(false);
  });

  it('counts for strategies alone, not for the feature', () => {
    expect(isOnIn({ ...aFeature(), segments: [1] }, [norway], {})).toBe(true);
  });

  it('that has no counterpart is a problem of those who use it', () => {
    const ambiguous = { id: 2, constraints: [{ contextName: 'age', operator: 'NUM_GT', value: '0x1A' }] };
    const features = [inSegments(1, 2), { ...inSegments(1), name: 'other' }];
    expect(problemsOf(features, [norway, ambiguous])).toEqual(['feature: segment 2']);
    expect(problemsOf([inSegments(3)], [{ id: 3, constraints: 'none' }])).toEqual(['feature: segment 3']);
    expect(problemsOf([inSegments(1)], [norway, norway])).toEqual(['feature: segment 1']);
    expect(problemsOf([inSegments('a b')], [{ id: 'a b' }])).toEqual(['feature: segment a b']);
    expect(problemsOf([aFeature()], [ambiguous, 'no segment', { constraints: [] }])).toEqual([]);
  });
});
