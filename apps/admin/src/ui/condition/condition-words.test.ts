import { Condition } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { conditionWords } from './condition-words.ts';

const words = (condition: unknown) => conditionWords(Condition.parse(condition));
const inCountry = (...values: string[]) => ({ attribute: 'country', operator: 'in', values });
const isFree = { attribute: 'plan', operator: 'in', values: ['free'] };

describe('a condition in words', () => {
  it('joins the parts of a group', () => {
    expect(words({ all: [inCountry('DE', 'AT'), { not: isFree }] })).toBe(
      'country is one of DE, AT and plan is not free',
    );
  });
  it('puts nested groups in parentheses', () => {
    const either = { any: [inCountry('DE'), inCountry('AT')] };
    expect(words({ all: [isFree, either] })).toBe('plan is free and (country is DE or country is AT)');
  });
  it('negates a whole group', () => {
    expect(words({ not: { any: [isFree, { segment: 'insiders' }] } })).toBe(
      'not (plan is free or in the segment insiders)',
    );
  });
  it('cancels out a double negation', () => {
    expect(words({ not: { not: isFree } })).toBe('plan is free');
  });
  it('shortens a long list of values', () => {
    expect(words(inCountry('A', 'B', 'C', 'D', 'E'))).toBe('country is one of A, B, C and 2 more');
  });
  it('describes whom an empty group matches', () => {
    expect(words({ all: [] })).toBe('everyone');
    expect(words({ any: [] })).toBe('no one');
    expect(words({ not: { all: [] } })).toBe('no one');
    expect(words({ not: { any: [] } })).toBe('everyone');
  });
  it('describes ignored case, presence and the current time', () => {
    expect(words({ attribute: 'email', operator: 'endsWith', values: ['@a.b'], ignoreCase: true })).toBe(
      'email ends with @a.b (ignoring case)',
    );
    expect(words({ not: { attribute: 'email', operator: 'exists' } })).toBe('email is not set');
    expect(words({ attribute: '$now', operator: 'after', values: ['2027-01-01'] })).toBe('now is after 2027-01-01');
  });
});
