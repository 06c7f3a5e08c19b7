import { Condition, type Operator } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionOfDraft, draftOfCondition, newClause, newGroup, withOperator } from './condition-draft.ts';
import { OPERATORS, type ValueKind } from './operators.ts';

const text = fc.string({ maxLength: 20 });
const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join('.'));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const VALUES: Readonly<Record<Exclude<ValueKind, 'none'>, fc.Arbitrary<string | number>>> = {
  list: text,
  text,
  pattern: text,
  network: fc.constantFrom('10.0.0.0/8', '::1/128'),
  number,
  version,
  instant: fc.constantFrom('2027-01-31', '2027-01-31T12:00:00Z', '2027-01-31T12:00:00.123+02:00'),
};

/** A clause with any operator of the contract and values of its kind. */
const clause = fc.constantFrom(...(Object.keys(OPERATORS) as Operator[])).chain((operator) => {
  const attribute = fc.string({ minLength: 1, maxLength: 10 });
  const { kind } = OPERATORS[operator];
  if (kind === 'none') return fc.record({ attribute, operator: fc.constant(operator) });
  const values = fc.array(VALUES[kind], { minLength: 1, maxLength: 4 });
  const plain = { attribute, operator: fc.constant(operator), values };
  if (kind !== 'text') return fc.record(plain);
  return fc.record({ ...plain, ignoreCase: fc.boolean() }, { requiredKeys: ['attribute', 'operator', 'values'] });
});

const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    clause,
    fc.record({ segment: fc.constantFrom('insiders', 'paying') }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

describe('a condition in the builder', () => {
  it('survives the conversion to a draft and back unchanged', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const parsed = Condition.parse(given);
        const back = conditionOfDraft(draftOfCondition(parsed));
        expect(Condition.parse(back)).toEqual(parsed);
        expect(back).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  it('gets the same ids each time, so that drafts can be compared', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const parsed = Condition.parse(given);
        expect(draftOfCondition(parsed)).toEqual(draftOfCondition(parsed));
      }),
    );
  });

  it('keeps text in place of a number, which the contract refuses', () => {
    const draft = { ...newClause('a'), attribute: 'age', operator: 'lt', values: ['forty'] } as const;
    expect(Condition.safeParse(conditionOfDraft(draft)).success).toBe(false);
    expect(conditionOfDraft({ ...draft, values: ['40'] })).toEqual({ attribute: 'age', operator: 'lt', values: [40] });
  });

  it('matches everyone as an empty group', () => {
    expect(conditionOfDraft(newGroup('a'))).toEqual({ all: [] });
  });
});

describe('changing the operator', () => {
  it('keeps the values and drops options that only text operators have', () => {
    const before = { ...newClause('a'), operator: 'contains', values: ['x'], ignoreCase: true } as const;
    expect(withOperator(before, 'startsWith')).toMatchObject({ values: ['x'], ignoreCase: true });
    expect(withOperator(before, 'in')).not.toHaveProperty('ignoreCase');
    expect(withOperator(before, 'exists').values).toEqual([]);
  });
});
