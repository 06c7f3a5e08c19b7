import { RuleInput } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { ruleWords } from './rule-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const wordsFor = (rule: object) =>
  ruleWords(
    RuleInput.parse({ id: 'r', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' }, ...rule }),
    NOW,
  );
const fixed = (percentage: number) => ({ rollout: { schedule: { kind: 'fixed', percentage } } });
const inCountry = { attribute: 'country', operator: 'in', values: ['DE', 'AT'] };
const notFree = { not: { attribute: 'plan', operator: 'in', values: ['free'] } };

describe('a rule as a sentence', () => {
  it('names the condition, the variant and the percentage', () => {
    expect(wordsFor({ condition: { all: [inCountry, notFree] }, ...fixed(25) })).toBe(
      'If country is one of DE, AT and plan is not free, serve on to 25% of users',
    );
  });
  it('names its audience if it has no condition', () => {
    expect(wordsFor({})).toBe('Serve on to everyone');
    expect(wordsFor({ condition: { any: [] } })).toBe('Applies to no one');
  });
  it('lists the shares of a split', () => {
    const weights = [
      { variant: 'a', weight: 33_333 },
      { variant: 'b', weight: 66_667 },
    ];
    expect(wordsFor({ serve: { kind: 'split', split: { weights } } })).toBe(
      'Serve one of a (33.333%), b (66.667%) to everyone',
    );
  });
  it('names the current and the final percentage of a ramp', () => {
    const schedule = { kind: 'ramp', from: 0, to: 100, startAt: '2027-01-01T00:00:00Z', endAt: '2027-01-02T00:00:00Z' };
    expect(wordsFor({ rollout: { schedule } })).toBe('Serve on to 50% of users now, rising to 100%');
  });
});
