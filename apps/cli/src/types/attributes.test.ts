import { Clause, type Condition } from '@burgee/contracts';
import { aFlag, aRollout, aRule, aSegment, aSplit } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { attributesToDeclare, attributeUses, isDeclaredFor, usualType } from './attributes.ts';

/** The use of the attribute `a` by these clauses. */
function useOf(...clauses: object[]) {
  const condition = { all: clauses.map((clause) => ({ attribute: 'a', ...clause })) } as unknown as Condition;
  const use = attributeUses({ flags: [], segments: [{ ...aSegment(), condition }] }).get('a');
  if (!use) throw new Error('not used');
  return use;
}

const OPERATORS = Clause.options.flatMap(({ shape }) => [...shape.operator.values]);

describe('B.6 the attributes that rules use', () => {
  it('are those of conditions, rollouts and splits, in flags and segments', () => {
    const nested = { not: { any: [{ attribute: 'b', operator: 'exists' }, { segment: 'segment' }] } };
    const rule = aRule({
      condition: { all: [{ attribute: 'a', operator: 'in', values: ['x'] }, nested] } as never,
      rollout: aRollout(50, { bucketBy: ['c'] }),
      serve: aSplit({ on: 1, off: 1 }, { bucketBy: ['d'] }),
    });
    const flag = aFlag({
      rules: [rule],
      rollout: aRollout(50, { bucketBy: ['e', 'userId'] }),
      split: aSplit({ on: 1, off: 1 }, { bucketBy: ['f'] }),
    });
    const segment = aSegment({ condition: { attribute: 'g', operator: 'gt', values: [5] } });

    expect([...attributeUses({ flags: [flag], segments: [segment] }).keys()].sort()).toEqual([...'abcdefg']);
  });

  it('are not those that every context has, or that no context could declare', () => {
    const names = ['userId', 'sessionId', 'testRunId', '$now', 'constructor', '__proto__'];
    const all = names.map((attribute) => ({ attribute, operator: 'exists' as const }));

    expect([...attributeUses({ flags: [], segments: [aSegment({ condition: { all } })] })]).toEqual([]);
  });

  it.each([
    ['string', [{ operator: 'in', values: ['x', 'y'] }]],
    ['string', [{ operator: 'exists' }]],
    ['string', [{ operator: 'semverGte', values: ['1.0.0'] }]],
    ['string', [{ operator: 'in', values: [] }]],
    ['boolean', [{ operator: 'notIn', values: ['true'] }]],
    ['string', [{ operator: 'in', values: ['true', 'unknown'] }]],
    [
      'string',
      [
        { operator: 'in', values: ['true'] },
        { operator: 'contains', values: ['t'] },
      ],
    ],
    ['number', [{ operator: 'gt', values: [5] }]],
    [
      'number',
      [
        { operator: 'in', values: ['5'] },
        { operator: 'gt', values: [5] },
      ],
    ],
    [
      'string',
      [
        { operator: 'in', values: ['none'] },
        { operator: 'gt', values: [5] },
      ],
    ],
    [
      'string',
      [
        { operator: 'startsWith', values: ['5'] },
        { operator: 'gt', values: [5] },
      ],
    ],
    ['date', [{ operator: 'before', values: ['2027-01-01'] }, { operator: 'exists' }]],
    [
      'string',
      [
        { operator: 'before', values: ['2027-01-01'] },
        { operator: 'gt', values: [5] },
      ],
    ],
  ])('have the usual type %s for %j', (type, clauses) => {
    expect(usualType(useOf(...clauses))).toBe(type);
  });

  it.each(OPERATORS)('may be a text for the operator %s', (operator) => {
    const use = useOf({ operator, values: [] });

    expect([isDeclaredFor(use, { type: 'string' }), isDeclaredFor(use, { type: usualType(use) })]).toEqual([
      true,
      true,
    ]);
  });

  it.each([
    ['strings', { operator: 'in', values: ['x'] }, true],
    ['strings', { operator: 'contains', values: ['x'] }, true],
    ['strings', { operator: 'gt', values: [5] }, false],
    ['number', { operator: 'in', values: ['5'] }, true],
    ['number', { operator: 'in', values: ['five'] }, false],
    ['boolean', { operator: 'in', values: ['true'] }, true],
    ['boolean', { operator: 'in', values: ['yes'] }, false],
    ['date', { operator: 'after', values: ['2027-01-01'] }, true],
    ['date', { operator: 'in', values: ['tomorrow'] }, false],
    ['number', { operator: 'matches', values: ['5'] }, false],
  ] as const)('may be declared as %s, for %j: %j', (type, clause, expected) => {
    expect(isDeclaredFor(useOf(clause), { type })).toBe(expected);
  });

  it('may be one of some texts if rules compare with no other', () => {
    const declared = { type: 'string', values: ['free', 'pro'] } as const;

    expect(isDeclaredFor(useOf({ operator: 'in', values: ['pro'] }), declared)).toBe(true);
    expect(isDeclaredFor(useOf({ operator: 'in', values: ['pro', 'large'] }), declared)).toBe(false);
    expect(isDeclaredFor(useOf({ operator: 'startsWith', values: ['p'] }), declared)).toBe(true);
  });

  it('are declared as they were, or as usual', () => {
    const uses = new Map([
      ['kept', useOf({ operator: 'in', values: ['x'] })],
      ['changed', useOf({ operator: 'gt', values: [5] })],
      ['new', useOf({ operator: 'after', values: ['2027-01-01'] })],
    ]);
    const declared = [
      { name: 'kept', type: 'strings' },
      { name: 'changed', type: 'boolean' },
      { name: 'unused', type: 'string', values: ['y'] },
    ] as const;

    expect(attributesToDeclare(uses, declared)).toEqual([
      { name: 'kept', type: 'strings' },
      { name: 'changed', type: 'number' },
      { name: 'unused', type: 'string', values: ['y'] },
      { name: 'new', type: 'date' },
    ]);
  });
});
