import { describe, expect, it } from 'vitest';
import { EvaluationContext } from './context.ts';
import { MAX_ATTRIBUTES } from './guards.ts';

const withAttributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`attribute-${index}`, 'a']));

describe('A7 a context', () => {
  it('has up to 1,000 attributes', () => {
    expect(MAX_ATTRIBUTES).toBe(1_000);
    expect(EvaluationContext.safeParse(withAttributes(1_000)).success).toBe(true);
  });

  it('with one more is refused with the limit', () => {
    expect(EvaluationContext.safeParse(withAttributes(1_001)).error?.issues).toMatchObject([
      { message: 'must be an object of at most 1000 attributes' },
    ]);
  });

  it.each([null, undefined, 'ada', 7, true, [], ['userId']])('is not %j', (value) => {
    expect(EvaluationContext.safeParse(value).success).toBe(false);
  });

  it('comes through as it is, also where an attribute is of no use', () => {
    const context = { userId: 7, plan: { name: 'pro' }, tags: [1], when: null };
    expect(EvaluationContext.parse(context)).toBe(context);
  });

  it('A8 may have attributes of any name', () => {
    const context = JSON.parse('{ "__proto__": "a", "constructor": "b", "toString": "c" }') as object;
    expect(Object.keys(EvaluationContext.parse(context))).toEqual(['__proto__', 'constructor', 'toString']);
  });
});
