import { describe, expect, it } from 'vitest';
import { Condition } from '@burgee/contracts';
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
  it('puts a group within a group in brackets', () => {
    const either = { any: [inCountry('DE'), inCountry('AT')] };
    expect(words({ all: [isFree, either] })).toBe('plan is free and (country is DE or country is AT)');
  });
  it('turns a whole group around', () => {
    expect(words({ not: { any: [isFree, { segment: 'insiders' }] } })).toBe(
      'not (plan is free or in the segment insiders)',
    );
  });
  it('says nothing twice where a not stands around a not', () => {
    expect(words({ not: { not: isFree } })).toBe('plan is free');
  });
  it('names some of many values', () => {
    expect(words(inCountry('A', 'B', 'C', 'D', 'E'))).toBe('country is one of A, B, C and 2 more');
  });
  it('describes whom an empty group matches', () => {
    expect(words({ all: [] })).toBe('everyone');
    expect(words({ any: [] })).toBe('no one');
    expect(words({ not: { all: [] } })).toBe('no one');
    expect(words({ not: { any: [] } })).toBe('everyone');
  });
  it('says what is compared without regard to case, and what is only given', () => {
    expect(words({ attribute: 'email', operator: 'endsWith', values: ['@a.b'], ignoreCase: true })).toBe(
      'email ends with @a.b (any case)',
    );
    expect(words({ not: { attribute: 'email', operator: 'exists' } })).toBe('email is not given');
    expect(words({ attribute: '$now', operator: 'after', values: ['2027-01-01'] })).toBe('now is after 2027-01-01');
  });
});
