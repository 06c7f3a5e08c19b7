import { RuleInput } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { ruleWords } from './rule-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const words = (rule: object) =>
  ruleWords(
    RuleInput.parse({ id: 'r', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' }, ...rule }),
    NOW,
  );
const fixed = (percentage: number) => ({ rollout: { schedule: { kind: 'fixed', percentage } } });
const inCountry = { attribute: 'country', operator: 'in', values: ['DE', 'AT'] };
const notFree = { not: { attribute: 'plan', operator: 'in', values: ['free'] } };

describe('a rule as a sentence', () => {
  it('says for whom, how many and what', () => {
    expect(words({ condition: { all: [inCountry, notFree] }, ...fixed(25) })).toBe(
      'If country is one of DE, AT and plan is not free, then 25 % get on',
    );
  });
  it('says everybody where there is no condition', () => {
    expect(words({})).toBe('Everybody gets on');
    expect(words({ condition: { any: [] } })).toBe('For nobody: this rule never applies');
  });
  it('says the shares of a split', () => {
    const weights = [
      { variant: 'a', weight: 33_333 },
      { variant: 'b', weight: 66_667 },
    ];
    expect(words({ serve: { kind: 'split', split: { weights } } })).toBe(
      'Everybody gets one of a (33.333 %), b (66.667 %)',
    );
  });
  it('says where a ramp is, and where it leads', () => {
    const schedule = { kind: 'ramp', from: 0, to: 100, startAt: '2027-01-01T00:00:00Z', endAt: '2027-01-02T00:00:00Z' };
    expect(words({ rollout: { schedule } })).toBe('50 % now, 100 % later, get on');
  });
});
