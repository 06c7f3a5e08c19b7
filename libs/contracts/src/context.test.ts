import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClaimedContext, EvaluationContext, isContext } from './context.ts';
import { MAX_ATTRIBUTES } from './guards.ts';
import { INVALID_CONTEXT } from './normalize-context.ts';
import { anyContext } from './test-any-context.ts';

const withAttributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`attribute-${index}`, 'a']));

describe('A7 a context', () => {
  it('can have 1,000 attributes', () => {
    expect(MAX_ATTRIBUTES).toBe(1_000);
    expect(EvaluationContext.safeParse(withAttributes(1_000)).success).toBe(true);
  });

  it('with one more is rejected, and the message names the limit', () => {
    expect(EvaluationContext.safeParse(withAttributes(1_001)).error?.issues).toMatchObject([
      { message: 'must be an object of at most 1000 attributes' },
    ]);
  });

  it.each([null, undefined, 'ada', 7, true, [], ['userId']])('cannot be %j', (value) => {
    expect(EvaluationContext.safeParse(value).success).toBe(false);
  });

  it('is parsed without changes, even if an attribute is useless', () => {
    const context = { userId: 7, plan: { name: 'pro' }, tags: [1], when: null };
    expect(EvaluationContext.parse(context)).toBe(context);
  });

  it('A8 can have attributes with any name', () => {
    const context = JSON.parse('{ "__proto__": "a", "constructor": "b", "toString": "c" }') as object;
    expect(Object.keys(EvaluationContext.parse(context))).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

describe('W39.9 a context from the wire', () => {
  it.each([null, 'ada', 7, true, [], ['userId']])('is accepted but invalid if it is %j', (value) => {
    expect(ClaimedContext.parse(value)).toBe(INVALID_CONTEXT);
  });

  it('is parsed without changes if it is an object, even with an invalid id', () => {
    const context = { userId: 7, plan: { name: 'pro' } };
    expect(ClaimedContext.parse(context)).toBe(context);
  });

  it('A7 is rejected if it is too large', () => {
    expect(ClaimedContext.safeParse(withAttributes(1_001)).success).toBe(false);
  });
});

it('the guard of a context agrees with its schema, for 10,000 random values', () => {
  fc.assert(
    fc.property(anyContext, (value) => isContext(value) === EvaluationContext.safeParse(value).success),
    { numRuns: 10_000 },
  );
});
