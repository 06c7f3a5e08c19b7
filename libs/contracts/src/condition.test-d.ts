import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { type Clause, type Condition, type ConditionInput } from './condition.ts';
import type { SegmentKey } from './ids.ts';
import type { Rule } from './rule.ts';
import type { SegmentConfig } from './segment.ts';

type Group = { all: unknown } | { any: unknown } | { not: unknown };

describe('the type of a condition', () => {
  it('accepts clauses at any depth', () => {
    const clause = { attribute: 'plan', operator: 'in', values: ['pro'] } satisfies Condition;
    void ({ not: clause } satisfies Condition);
    void ({ all: [clause, { any: [clause] }] } satisfies Condition);
    void ({ any: [{ all: [{ not: clause }] }] } satisfies Condition);
    void ({ all: [{ any: [{ not: { all: [] } }, clause] }] } satisfies Condition);
    void ({ not: { all: [{ any: [{ not: { segment: 'beta' } }] }] } } satisfies ConditionInput);
  });

  it('rejects an unknown part at any depth', () => {
    // @ts-expect-error depth 1
    void ({ nonsense: 1 } satisfies Condition);
    // @ts-expect-error depth 2
    void ({ all: [{ nonsense: 1 }] } satisfies Condition);
    // @ts-expect-error depth 3
    void ({ any: [{ not: { nonsense: 1 } }] } satisfies Condition);
    // @ts-expect-error depth 4
    void ({ all: [{ all: [{ all: [{ nonsense: 1 }] }] }] } satisfies Condition);
    // @ts-expect-error depth 5
    void ({ not: { all: [{ any: [{ not: { nonsense: 1 } }] }] } } satisfies Condition);
    // @ts-expect-error depth 5 of the input
    void ({ not: { all: [{ any: [{ not: { nonsense: 1 } }] }] } } satisfies ConditionInput);
  });

  it('rejects a clause with values of another kind at any depth', () => {
    // @ts-expect-error numbers are compared with numbers
    void ({ attribute: 'age', operator: 'lt', values: ['18'] } satisfies Condition);
    // @ts-expect-error numbers are compared with numbers
    void ({ all: [{ not: { any: [{ attribute: 'age', operator: 'lt', values: ['18'] }] } }] } satisfies Condition);
  });

  it('has the leaves of its schemas', () => {
    expectTypeOf<Exclude<Condition, Group>>().toEqualTypeOf<z.infer<typeof Clause> | { segment: SegmentKey }>();
    expectTypeOf<Exclude<ConditionInput, Group>>().toEqualTypeOf<z.input<typeof Clause> | { segment: string }>();
  });

  it('has itself as its members', () => {
    expectTypeOf<Extract<Condition, { all: unknown }>>().toEqualTypeOf<{ all: Condition[] }>();
    expectTypeOf<Extract<Condition, { any: unknown }>>().toEqualTypeOf<{ any: Condition[] }>();
    expectTypeOf<Extract<Condition, { not: unknown }>>().toEqualTypeOf<{ not: Condition }>();
  });

  it('is the type of its schema, and of the schemas that contain it', () => {
    expectTypeOf<z.infer<typeof Condition>>().toEqualTypeOf<Condition>();
    expectTypeOf<z.input<typeof Condition>>().toEqualTypeOf<ConditionInput>();
    expectTypeOf<Rule['condition']>().toEqualTypeOf<Condition>();
    expectTypeOf<SegmentConfig['condition']>().toEqualTypeOf<Condition>();
  });
});
