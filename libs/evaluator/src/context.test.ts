import type { EvaluationContext } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsIn } from './test-clause.ts';

describe('names of attributes', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

  it.each(names)('A8 such as "%s" read only own properties of a context', (attribute) => {
    expect(holdsIn({ attribute, operator: 'exists' }, {})).toBe(false);
    expect(holdsIn({ attribute, operator: 'notIn', values: ['x'] }, {})).toBe(true);
    expect(holdsIn({ attribute, operator: 'matches', values: ['.*'] }, {})).toBe(false);
  });

  it.each(names)('A8 such as "%s" are read if the context has them', (attribute) => {
    const context = JSON.parse(`{ "${attribute}": "x" }`) as EvaluationContext;
    expect(holdsIn({ attribute, operator: 'in', values: ['x'] }, context)).toBe(true);
    expect(holdsIn({ attribute, operator: 'exists' }, context)).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('can be those of ids', () => {
    const context = { userId: 'ada', sessionId: 's-1', testRunId: 't-1' };
    for (const [attribute, id] of Object.entries(context)) {
      expect(holdsIn({ attribute, operator: 'in', values: [id] }, context)).toBe(true);
      expect(holdsIn({ attribute, operator: 'in', values: ['x'] }, context)).toBe(false);
    }
  });

  it('can be anything else', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (attribute) => {
        const context = Object.fromEntries([[attribute, 'here']]) as EvaluationContext;
        expect(holdsIn({ attribute, operator: 'in', values: ['here'] }, context)).toBe(true);
      }),
    );
  });
});
