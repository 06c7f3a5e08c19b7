import type { Clause, Condition } from '@burgee/contracts';
import { aFlag, aRule, aSegment } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import type { SpecLevel } from './spec-level.ts';
import { exported } from './test-export.ts';

/** The constraints of each strategy for a condition, or why there are none. */
function constraintsOf(condition: Condition, level: SpecLevel = 6): unknown {
  const segments = [aSegment({ condition: { attribute: 'plan', operator: 'in', values: ['pro'] } })];
  const feature = exported(aFlag({ rollout: 0, rules: [aRule({ condition })] }), { level, segments });
  return typeof feature === 'string' ? feature : feature.strategies.map(({ constraints }) => constraints);
}

const clause = (operator: Clause['operator'], values: unknown[], more: object = {}) =>
  ({ attribute: 'a', operator, values, ...more }) as Clause;
const a = { contextName: 'a' };

describe('15.5 a condition as constraints', () => {
  it('of members', () => {
    expect(constraintsOf(clause('in', ['x', 'y']))).toEqual([[{ ...a, operator: 'IN', values: ['x', 'y'] }]]);
    expect(constraintsOf(clause('notIn', ['x']))).toEqual([[{ ...a, operator: 'NOT_IN', values: ['x'] }]]);
    expect(constraintsOf(clause('in', []))).toEqual([]);
    expect(constraintsOf(clause('notIn', []))).toEqual([[]]);
    expect(constraintsOf(clause('in', [' x']))).toContain('white space');
  });

  it('of members with an empty value, which Unleash drops', () => {
    const empty = { ...a, operator: 'REGEX', values: [], value: '^$' };
    expect(constraintsOf(clause('in', ['x', '']))).toEqual([[{ ...a, operator: 'IN', values: ['x'] }], [empty]]);
    expect(constraintsOf(clause('in', ['x', '']), 5)).toContain('client specification 6 or later');
    // An empty id counts as absent.
    const ids: Condition = { attribute: 'userId', operator: 'in', values: ['x', ''] };
    expect(constraintsOf(ids, 5)).toEqual([[{ contextName: 'userId', operator: 'IN', values: ['x'] }]]);
  });

  it('of texts', () => {
    expect(constraintsOf(clause('contains', ['x']))).toEqual([[{ ...a, operator: 'STR_CONTAINS', values: ['x'] }]]);
    expect(constraintsOf({ not: clause('startsWith', ['x']) })).toEqual([
      [{ ...a, operator: 'STR_STARTS_WITH', values: ['x'], inverted: true }],
    ]);
    expect(constraintsOf(clause('endsWith', []))).toEqual([]);
    expect(constraintsOf(clause('contains', ['']))).toEqual(constraintsOf({ attribute: 'a', operator: 'exists' }));
    expect(constraintsOf(clause('contains', ['7'], { ignoreCase: true }))).toMatchObject([[{ values: ['7'] }]]);
    expect(constraintsOf(clause('contains', ['x'], { ignoreCase: true }))).toContain('ignores case');
  });

  it('of numbers, with guards against texts that only Unleash reads as numbers', () => {
    const [constraints] = constraintsOf(clause('lt', [7])) as [{ operator: string }[]];
    expect(constraints.map(({ operator }) => operator)).toEqual([
      'NUM_LT',
      'STR_STARTS_WITH',
      'STR_ENDS_WITH',
      'STR_CONTAINS',
    ]);
    expect(constraintsOf(clause('eq', [7, 8]))).toHaveLength(2);
    expect(constraintsOf({ not: clause('gte', [7]) })).toHaveLength(4);
  });

  it('of versions, with "or equal" as a second strategy', () => {
    const both = constraintsOf(clause('semverGte', ['1.2.3'])) as { operator: string }[][];
    expect(both.map(([first]) => first?.operator)).toEqual(['SEMVER_GT', 'SEMVER_EQ']);
    expect(constraintsOf(clause('semverLt', ['1.2.3']))).toMatchObject([
      [{ operator: 'SEMVER_LT', value: '1.2.3' }, {}, {}],
    ]);
  });

  it('of the current time, but not of other dates', () => {
    const day = ['2027-01-01'];
    expect(constraintsOf({ attribute: '$now', operator: 'before', values: day })).toEqual([
      [{ contextName: 'currentTime', operator: 'DATE_BEFORE', values: [], value: '2027-01-01T00:00:00.000Z' }],
    ]);
    expect(constraintsOf(clause('after', day))).toContain('compares only the current time');
  });

  it('of patterns and existence, from client specification 6 on', () => {
    const pattern = { ...a, operator: 'REGEX', values: [], value: '^x' };
    expect(constraintsOf(clause('matches', ['^x']))).toEqual([[pattern]]);
    expect(constraintsOf(clause('matches', ['^x']), 5)).toContain('tests a pattern');
    const exists = { contextName: 'userId', operator: 'REGEX', values: [], value: '(?s).' };
    expect(constraintsOf({ attribute: 'userId', operator: 'matches', values: ['^x'] })).toEqual([
      [{ ...pattern, contextName: 'userId' }, exists],
    ]);
    expect(constraintsOf({ attribute: 'userId', operator: 'exists' })).toEqual([[exists]]);
    expect(constraintsOf({ attribute: 'a', operator: 'exists' }, 5)).toContain('whether "a" exists');
  });

  it('of address ranges, where an IPv4-mapped address counts as IPv4', () => {
    const slash = { ...a, operator: 'STR_CONTAINS', values: ['/'], inverted: true };
    const inside = (...values: string[]) => ({ ...a, operator: 'IN_CIDR', values });
    expect(constraintsOf(clause('inCidr', ['10.0.0.0/8', '10.1.1.1']))).toEqual([
      [inside('10.0.0.0/8', '10.1.1.1', '::ffff:10.0.0.0/104', '::ffff:10.1.1.1/128'), slash],
    ]);
    expect(constraintsOf(clause('inCidr', ['::/0']))).toEqual([
      [inside('::/0'), { ...inside('::ffff:0:0/96'), inverted: true }, slash],
    ]);
    expect(constraintsOf(clause('inCidr', ['::ffff:10.0.0.0/104']))).toContain('Write it as a range of IPv4');
    expect(constraintsOf(clause('inCidr', []))).toEqual([]);
    expect(constraintsOf(clause('inCidr', ['::/0']), 5)).toContain('an address range');
  });

  it('of segments and trees', () => {
    const isPro = { contextName: 'plan', operator: 'IN', values: ['pro'] };
    const both = { all: [{ segment: 'segment' }, { any: [clause('in', ['x']), clause('in', ['y'])] }] } as Condition;
    expect(constraintsOf(both)).toMatchObject([
      [isPro, { values: ['x'] }],
      [isPro, { values: ['y'] }],
    ]);
  });

  it.each(['properties', 'currentTime', '__proto__'])('of the attribute %s is reported', (attribute) => {
    expect(constraintsOf({ attribute, operator: 'in', values: ['x'] })).toContain(`the name "${attribute}"`);
  });
});
