import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clause, Condition } from './condition.ts';
import { validationFailure } from './validation-failure.ts';

/** The problems that a caller sees, as `path: message`. */
function problemsOf(condition: unknown): string[] {
  const { error } = Condition.safeParse(condition);
  return error ? validationFailure(error).details.map(({ path, message }) => `${path}: ${message}`) : [];
}

const clause = { attribute: 'plan', operator: 'in', values: ['pro'] };

describe('a tree of conditions', () => {
  const tree = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constant(clause),
      fc.constant({ segment: 'beta' }),
      fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
      fc.record({ not: tie('tree') }),
    ),
  })).tree;

  it('is parsed without changes', () => {
    fc.assert(
      fc.property(tree, (condition) => {
        expect(Condition.parse(condition)).toEqual(condition);
      }),
    );
  });

  it.each(['all', 'any', 'not'])('can nest %s 200 times', (kind) => {
    let condition: unknown = clause;
    for (let depth = 0; depth < 200; depth++) condition = { [kind]: kind === 'not' ? condition : [condition] };
    expect(problemsOf(condition)).toEqual([]);
  });

  it('can be empty, for everyone or no one', () => {
    expect(problemsOf({ all: [] })).toEqual([]);
    expect(problemsOf({ any: [] })).toEqual([]);
  });

  it('has at most 100 branches at each node', () => {
    expect(problemsOf({ all: Array(100).fill(clause) })).toEqual([]);
    expect(problemsOf({ all: Array(101).fill(clause) })).toEqual([expect.stringMatching(/^all: Too big/)]);
  });

  it.each([
    ['two kinds at once', { all: [], any: [] }, ': Unrecognized key: "any"'],
    ['a kind and a clause at once', { all: [], ...clause }, ': Unrecognized key: "all"'],
    ['an unknown field', { ...clause, negate: true }, ': Unrecognized key: "negate"'],
  ])('rejects %s', (_, condition, problem) => {
    expect(problemsOf(condition)).toEqual([problem]);
  });

  it('reports every problem', () => {
    const wrong = { attribute: 'a', operator: 'lt', values: ['x'] };
    expect(problemsOf({ all: [wrong, clause, { not: wrong }] })).toEqual([
      expect.stringMatching(/^all\.0\.values\.0: /),
      expect.stringMatching(/^all\.2\.not\.values\.0: /),
    ]);
  });

  it.each([null, 'plan', 1, [], {}])('rejects %j', (condition) => {
    expect(problemsOf(condition)).toHaveLength(1);
  });
});

describe('an unknown operator', () => {
  const unknown = { attribute: 'plan', operator: 'like', values: ['pro'] };

  it('is rejected with a list of the known ones', () => {
    expect(problemsOf(unknown)).toEqual([expect.stringMatching(/^operator: .*Expected 'in' \| 'notIn' .* 'exists'$/)]);
  });

  it.each([
    ['all.1.operator', { all: [clause, unknown] }],
    ['not.operator', { not: unknown }],
    ['any.0.not.all.0.operator', { any: [{ not: { all: [unknown] } }] }],
  ])('is reported at %s', (path, condition) => {
    expect(problemsOf(condition)).toEqual([expect.stringContaining(`${path}: `)]);
  });
});

describe('the values of a clause', () => {
  const withValues = (operator: string, ...values: unknown[]) => problemsOf({ attribute: 'a', operator, values });

  it.each([
    ['in', 'text'],
    ['notIn', ''],
    ['contains', 'text'],
    ['startsWith', 'text'],
    ['endsWith', 'text'],
    ['eq', -1.5],
    ['lt', 0],
    ['lte', 0],
    ['gt', 0],
    ['gte', 0],
    ['before', '2027-01-31T12:00:00Z'],
    ['after', '2027-01-31T12:00:00+01:00'],
    ['after', '2027-01-31'],
    ['semverEq', '1.0.0'],
    ['semverLt', '1.0.0-beta.1'],
    ['semverLte', '1.0.0+build'],
    ['semverGt', '0.0.0'],
    ['semverGte', '10.20.30'],
    ['matches', '^a+$'],
    ['inCidr', '10.0.0.0/8'],
  ])('of %s can be %j', (operator, value) => {
    expect(withValues(operator, value)).toEqual([]);
  });

  it('are all of the kind that the operator compares', () => {
    const operators = Clause.options.map(({ shape }) => shape.operator.value);
    const takes = (value: unknown) => operators.filter((operator) => withValues(operator, value).length === 0);
    expect(takes(7)).toEqual(['eq', 'lt', 'lte', 'gt', 'gte']);
    expect(takes('word')).toEqual(['in', 'notIn', 'contains', 'startsWith', 'endsWith', 'matches', 'inCidr']);
    expect(takes(null)).toEqual([]);
  });

  it.each(['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', ''])('of a version comparison cannot be %j', (value) => {
    expect(withValues('semverLt', value)).toEqual(['values.0: use a version like 1.4.0 or 2.0.0-beta.1']);
  });

  it.each(['yesterday', '2027-02-30', '2027-01-31T12:00:00', '31.1.2027'])(
    'of a date comparison cannot be %j',
    (value) => {
      expect(withValues('before', value)).toEqual(['values.0: use ISO 8601, like 2027-01-31T12:00:00Z']);
    },
  );

  it.each(['eq', 'before', 'semverEq', 'matches'])('of %s cannot be missing', (operator) => {
    expect(withValues(operator)).toEqual([expect.stringMatching(/^values: Too small/)]);
  });

  it('of a list number from 0 to 10,000', () => {
    expect(withValues('in')).toEqual([]);
    expect(withValues('in', ...Array<string>(10_000).fill('a'))).toEqual([]);
    expect(withValues('in', ...Array<string>(10_001).fill('a'))).toEqual([expect.stringMatching(/^values: Too big/)]);
  });

  it('are not allowed for exists', () => {
    expect(problemsOf({ attribute: 'a', operator: 'exists' })).toEqual([]);
    expect(withValues('exists', 'a')).toEqual([': Unrecognized key: "values"']);
  });
});

it.each(['__proto__', 'constructor', 'toString', 'a b', '$now'])('A8 an attribute can be named %s', (attribute) => {
  expect(Condition.parse({ ...clause, attribute })).toHaveProperty('attribute', attribute);
});
