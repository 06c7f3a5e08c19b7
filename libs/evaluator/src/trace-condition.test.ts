import type { Clause, ClauseFinding, Condition, ConditionFinding, EvaluationContext } from '@burgee/contracts';
import { aFlag, aRule, aSegment, NOW } from '@burgee/testing';
import { contexts, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition, conditionHolds, segmentLookup } from './condition.ts';
import { explanationOf } from './test-evaluate.ts';
import { findCondition } from './trace-condition.ts';

type Segments = Readonly<Record<string, Condition>>;

function findingOf(condition: Condition, context: EvaluationContext, segments: Segments = {}): ConditionFinding {
  const configs = Object.entries(segments).map(([key, condition]) => aSegment({ key, condition }));
  const compiled = compileCondition(condition, segmentLookup(configs));
  return findCondition(condition, compiled, {
    segments: new Map(configs.map((config) => [config.key, config])),
    context,
    now: NOW,
  });
}

const detailsOf = (...asked: Parameters<typeof findingOf>) => findingOf(...asked).clauses.map(({ detail }) => detail);
const pathsOf = (...asked: Parameters<typeof findingOf>) => findingOf(...asked).clauses.map(({ path }) => path);
const clause = (attribute: string, operator: string, ...values: unknown[]) =>
  ({ attribute, operator, values }) as unknown as Clause;

const NL = clause('country', 'in', 'NL');
const PRO = clause('plan', 'in', 'pro');
const ADULT = clause('age', 'gte', 18);

describe('B.4 the clauses that decide a condition', () => {
  it('of "all" are those that fail, or all of them if none fails', () => {
    const all = { all: [NL, PRO, ADULT] };
    expect(pathsOf(all, { country: 'NL', plan: 'free', age: 7 })).toEqual([
      ['all', 1],
      ['all', 2],
    ]);
    expect(pathsOf(all, { country: 'NL', plan: 'pro', age: 18 })).toHaveLength(3);
  });

  it('of "any" are those that hold, or all of them if none holds', () => {
    const any = { any: [NL, PRO, ADULT] };
    expect(pathsOf(any, {})).toHaveLength(3);
    expect(pathsOf(any, { plan: 'pro' })).toEqual([['any', 1]]);
  });

  it('are found in groups of one, in "not" and in segments, with their paths', () => {
    const segments = { dutch: { all: [{ not: NL }] }, outer: { any: [{ segment: 'dutch' }, PRO] } } as Segments;
    const condition = { all: [{ any: [ADULT] }, { not: { segment: 'outer' } }] } as Condition;
    expect(findingOf(condition, { country: 'BE', age: 20 }, segments)).toMatchObject({
      holds: false,
      hasMore: false,
      clauses: [
        {
          path: ['all', 1, 'not', 'segment', 'any', 0, 'segment', 'all', 0, 'not'],
          ...{ segment: 'dutch', attribute: 'country', operator: 'in', values: ['NL'], actual: '"BE"', holds: false },
          detail: 'country is "BE", which is not one of "NL" (segment "dutch")',
        },
      ],
    });
  });

  it('say that the rule requires the opposite if they are negated', () => {
    expect(detailsOf({ not: NL }, { country: 'NL' })).toEqual([
      'country is "NL", which is one of "NL", and the rule requires the opposite',
    ]);
  });

  it('are absent in an empty group', () => {
    expect(findingOf({ any: [] }, {})).toEqual({ holds: false, clauses: [], hasMore: false });
    const rule = aRule({ condition: { any: [] } });
    expect(explanationOf({ flag: aFlag({ rules: [rule] }) }).trace).toContainEqual(
      expect.objectContaining({ layer: 'rule', detail: 'its condition holds for no one' }),
    );
  });

  it('number at most ten, with at most ten values each, and shortened values of the context', () => {
    const numbers = Array.from({ length: 50 }, (_, index) => String(index));
    const many = { any: Array.from({ length: 30 }, () => clause('id', 'in', ...numbers)) };
    const { clauses, hasMore } = findingOf(many, { id: 'x'.repeat(5_000) });
    expect([clauses.length, hasMore]).toEqual([10, true]);
    expect(clauses[0]).toMatchObject({
      values: numbers.slice(0, 10),
      valueCount: 50,
    });
    expect(clauses[0]?.actual).toHaveLength(201);
    expect(clauses[0]?.detail).toMatch(/, "9" or 40 more$/);
    const rule = aRule({ condition: many });
    expect(explanationOf({ flag: aFlag({ rules: [rule] }), context: { id: 'x' } }).trace[10]?.detail).toBe(
      'its condition does not hold: id is "x", which is not one of "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" or 40 more (and 9 or more other clauses)',
    );
  });

  it('do not claim to be more if they are exactly ten', () => {
    expect(findingOf({ any: Array.from({ length: 10 }, () => NL) }, {}).hasMore).toBe(false);
  });
});

describe('B.4 the description of a clause', () => {
  it.each<[Clause, EvaluationContext, string]>([
    [NL, {}, 'the context has no country'],
    [NL, { country: 'BE' }, 'country is "BE", which is not one of "NL"'],
    [clause('country', 'notIn', 'NL'), { country: 'NL' }, 'country is "NL", which is one of "NL"'],
    [clause('country', 'in'), { country: 'NL' }, 'country is "NL", which is not one of an empty list'],
    [clause('tags', 'in', 'a', 'b'), { tags: ['c'] }, 'tags is ["c"], which is not one of "a", "b"'],
    [ADULT, { age: 7 }, 'age is 7, which is less than 18'],
    [clause('name', 'startsWith', 'a'), { name: 'bob' }, 'name is "bob", which does not start with "a"'],
    [
      { ...clause('name', 'contains', 'A'), ignoreCase: true } as Clause,
      { name: 'bob' },
      'name is "bob", which does not contain "A" (ignoring case)',
    ],
    [clause('v', 'semverGte', '2.0.0'), { v: '1.9.0' }, 'v is "1.9.0", which is a version before "2.0.0"'],
    [clause('ip', 'inCidr', '10.0.0.0/8'), { ip: '11.0.0.1' }, 'ip is "11.0.0.1", which is not in "10.0.0.0/8"'],
    [clause('$now', 'after', '2027-06-01'), {}, 'now is 2027-01-01T12:00:00.000Z, which is not after "2027-06-01"'],
    [{ attribute: 'beta', operator: 'exists' }, {}, 'the context has no beta'],
  ])('%j for %j', (condition, context, detail) => {
    expect(findingOf(condition, context)).toMatchObject({ holds: false, clauses: [{ holds: false, detail }] });
    expect(findingOf(condition, context).clauses[0]).not.toHaveProperty('unreadable');
  });

  it('contains only the value if the operator is exists', () => {
    expect(detailsOf({ attribute: 'beta', operator: 'exists' }, { beta: true })).toEqual(['beta is true']);
  });

  it.each<[string, Clause, unknown, string, string]>([
    ['version', clause('v', 'semverGte', '2.0.0'), 'v2.1', '"v2.1"', 'a version'],
    ['version', clause('v', 'semverEq', '2.0.0'), 2, '2', 'a version'],
    ['address', clause('v', 'inCidr', '10.0.0.0/8'), '10.0.0', '"10.0.0"', 'an IP address'],
    ['address', clause('v', 'inCidr', '10.0.0.0/8'), true, 'true', 'an IP address'],
    ['instant', clause('v', 'before', '2027-06-01'), 'tomorrow', '"tomorrow"', 'a date'],
    ['number', clause('v', 'lt', 5), 'many', '"many"', 'a number'],
    ['text', clause('v', 'contains', 'a'), 7, '7', 'text'],
    ['text', clause('v', 'matches', 'a'), false, 'false', 'text'],
  ])('reports an unreadable %s: %j for %j', (unreadable, condition, value, actual, kind) => {
    const context = { v: value } as EvaluationContext;
    expect(findingOf(condition, context)).toMatchObject({
      holds: false,
      clauses: [{ unreadable, actual, detail: `v is ${actual}, which cannot be read as ${kind}` }],
    });
  });

  it('names the type of a value that JSON lacks', () => {
    expect(detailsOf(NL, { country: 1n } as never)).toEqual(['country is bigint, which is not one of "NL"']);
    expect(detailsOf(NL, { country: () => 1 } as never)).toEqual(['country is function, which is not one of "NL"']);
  });
});

describe('B.4 a condition and its finding', () => {
  const withCondition = fc.tuple(rulesets, contexts);

  /** Follows the path of a finding through the stored condition. */
  function clauseAt(condition: Condition, path: ClauseFinding['path'], segments: Segments): unknown {
    const at = path.reduce<unknown>((place, step) => {
      if (step === 'segment') return segments[(place as { segment: string }).segment];
      return (place as Record<string | number, unknown>)[step];
    }, condition);
    return at;
  }

  it('agree, and the reported clauses exist and decide as reported', () => {
    fc.assert(
      fc.property(withCondition, ([ruleset, context]) => {
        const lookup = segmentLookup(ruleset.segments);
        const segments = Object.fromEntries(ruleset.segments.map(({ key, condition }) => [key, condition]));
        for (const { condition } of ruleset.flags.flatMap(({ rules }) => rules)) {
          const isMet = conditionHolds(compileCondition(condition, lookup), context, NOW);
          const finding = findingOf(condition, context, segments);
          expect(finding.holds).toBe(isMet);
          for (const { path, attribute, operator, holds: isClauseMet, unreadable } of finding.clauses) {
            const named = clauseAt(condition, path, segments) as Clause;
            expect(named).toMatchObject({ attribute, operator });
            expect(conditionHolds(compileCondition(named, lookup), context, NOW)).toBe(isClauseMet);
            const isNegated = path.filter((step) => step === 'not').length % 2 === 1;
            expect(isClauseMet !== isNegated).toBe(isMet);
            if (unreadable) expect(isClauseMet).toBe(false);
          }
        }
      }),
    );
  });
});
