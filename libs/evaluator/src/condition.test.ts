import type { Condition, EvaluationContext } from '@burgee/contracts';
import { aFlag, aRule, aRuleset, aSegment } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findConditionProblems } from './check.ts';
import { compileRuleset } from './ruleset.ts';
import { answerOf } from './test-evaluate.ts';

type Segments = Record<string, unknown>;

function holds(condition: unknown, context: EvaluationContext = {}, segments: Segments = {}): boolean {
  const flag = aFlag({ rollout: 0, rules: [aRule({ condition: condition as Condition })] });
  return answerOf({ flag, context, segments: segmentsOf(segments) }).enabled;
}

function segmentsOf(segments: Segments) {
  return Object.entries(segments).map(([key, condition]) => aSegment({ key, condition: condition as Condition }));
}

const TRUE: Condition = { all: [] };
const FALSE = { any: [] };
const has = (attribute: string) => ({ attribute, operator: 'exists' });

describe('a condition', () => {
  it('of "all" holds if every member does', () => {
    expect(holds({ all: [] })).toBe(true);
    expect(holds({ all: [TRUE] })).toBe(true);
    expect(holds({ all: [FALSE] })).toBe(false);
    expect(holds({ all: [TRUE, TRUE] })).toBe(true);
    expect(holds({ all: [TRUE, FALSE] })).toBe(false);
  });

  it('of "any" holds if at least one member does', () => {
    expect(holds({ any: [] })).toBe(false);
    expect(holds({ any: [TRUE] })).toBe(true);
    expect(holds({ any: [FALSE] })).toBe(false);
    expect(holds({ any: [FALSE, TRUE] })).toBe(true);
    expect(holds({ any: [FALSE, FALSE] })).toBe(false);
  });

  it('of "not" holds if its member does not', () => {
    expect(holds({ not: TRUE })).toBe(false);
    expect(holds({ not: FALSE })).toBe(true);
    expect(holds({ not: has('a') })).toBe(true);
    expect(holds({ not: has('a') }, { a: 'x' })).toBe(false);
  });

  it('can be any tree of these', () => {
    const { tree } = fc.letrec<{ tree: object }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'b', 'c').map(has),
        fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
        fc.record({ not: tie('tree') }),
      ),
    }));
    type Tree = { all?: Tree[]; any?: Tree[]; not?: Tree; attribute?: string };
    const expected = ({ all, any, not, attribute }: Tree, context: object): boolean => {
      if (all) return all.every((inner) => expected(inner, context));
      if (any) return any.some((inner) => expected(inner, context));
      return not ? !expected(not, context) : Object.hasOwn(context, attribute as string);
    };
    const context = fc.record({ a: fc.constant(1), b: fc.constant(2), c: fc.constant(3) }, { requiredKeys: [] });
    fc.assert(fc.property(tree, context, (tree, context) => holds(tree, context) === expected(tree, context)));
  });
});

describe('a segment', () => {
  it('is a named condition', () => {
    const segments = { beta: has('beta') };
    expect(holds({ segment: 'beta' }, { beta: true }, segments)).toBe(true);
    expect(holds({ segment: 'beta' }, {}, segments)).toBe(false);
    expect(holds({ not: { segment: 'beta' } }, {}, segments)).toBe(true);
  });

  it('can use other segments', () => {
    const segments = {
      staff: has('staff'),
      beta: has('beta'),
      friends: { any: [{ segment: 'staff' }, { segment: 'beta' }] },
    };
    expect(holds({ segment: 'friends' }, { beta: true }, segments)).toBe(true);
    expect(holds({ segment: 'friends' }, {}, segments)).toBe(false);
  });

  it('is compiled once even if many flags use it', () => {
    let reads = 0;
    const segment = {
      ...aSegment({ key: 'beta' }),
      get condition() {
        reads++;
        return TRUE;
      },
    };
    const rules = [aRule({ condition: { segment: 'beta' } })];
    const flags = ['a', 'b', 'c'].map((key) => aFlag({ key, rules }));
    compileRuleset({ ...aRuleset({ flags }), segments: [segment] });
    expect(reads).toBe(1);
  });
});

describe('the problem of a condition', () => {
  const problems = (condition: unknown, segments: Segments = {}) =>
    findConditionProblems(condition as Condition, segmentsOf(segments));

  it('is absent if it can be evaluated', () => {
    expect(problems({ all: [has('a'), { segment: 'beta' }] }, { beta: TRUE })).toEqual([]);
  });

  it('can be a segment that does not exist', () => {
    expect(problems({ segment: 'beta' })).toEqual([{ path: 'condition', message: 'there is no segment "beta"' }]);
  });

  it('can be a segment that uses itself, with the path', () => {
    const segments = { a: { not: { segment: 'b' } }, b: { all: [{ segment: 'c' }] }, c: { segment: 'a' } };
    expect(problems({ segment: 'a' }, segments)).toEqual([
      { path: 'condition', message: 'the segment "a" uses itself: a -> b -> c -> a' },
    ]);
  });

  it.each([
    [
      { attribute: 'a', operator: 'inCidr', values: ['10.0.0.0/8', '10.0.0'] },
      '"10.0.0" is not an IP address or range',
    ],
    [{ attribute: 'a', operator: 'semverGt', values: ['1.0.0', '1.0'] }, '"1.0" is not a version'],
    [{ attribute: 'a', operator: 'before', values: ['2027-02-30'] }, '"2027-02-30" is not an ISO 8601 time'],
    [{ attribute: 'a', operator: 'sounds like', values: ['b'] }, 'unknown operator "sounds like"'],
    [{ attribute: 'a', operator: 'constructor', values: ['b'] }, 'unknown operator "constructor"'],
    [{ attribute: 'a', operator: 'in' }, 'a clause has no values'],
    [{ operator: 'exists' }, 'an attribute has no name'],
  ])('can be %j: %s', (condition, message) => {
    expect(problems(condition)).toEqual([{ path: 'condition', message }]);
  });

  it('can be the number of clauses in its segments', () => {
    const levels = Array.from({ length: 40 }, (_, level) => [
      `s${level + 1}`,
      { all: [{ segment: `s${level}` }, { segment: `s${level}` }] },
    ]) as [string, unknown][];
    const segments = { s0: TRUE, ...Object.fromEntries(levels) };
    expect(problems({ segment: 's10' }, segments)).toEqual([]);
    expect(problems({ segment: 's40' }, segments)).toEqual([
      { path: 'condition', message: 'with its segments, it has more than 100000 clauses' },
    ]);
  });

  it('can be the depth of its segments', () => {
    const levels = Array.from({ length: 600 }, (_, level) => [`s${level + 1}`, { not: { segment: `s${level}` } }]);
    const segments = { s0: TRUE, ...(Object.fromEntries(levels) as object) };
    expect(problems({ segment: 's400' }, segments)).toEqual([]);
    expect(problems({ segment: 's600' }, segments)).toEqual([
      { path: 'condition', message: 'with its segments, it nests deeper than 500 levels' },
    ]);
  });

  it('does not hide an error that is not about the condition', () => {
    expect(() => problems(null)).toThrow(TypeError);
  });
});
