import { describe, expect, it } from 'vitest';
import { Rule, RuleInput } from './rule.ts';

const leastRule = { id: 'r1', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } };
const weights = [{ variant: 'on', weight: 100_000 }];

describe('a rule', () => {
  it('requires only an id, a condition and what it serves', () => {
    expect(Rule.parse(leastRule)).toEqual({
      ...leastRule,
      description: '',
      rollout: {
        schedule: { kind: 'fixed', percentage: 100 },
        bucketBy: ['userId'],
        salt: null,
        algorithm: 'murmur3',
        missing: 'included',
      },
    });
  });

  it.each(Object.keys(leastRule))('is rejected without its %s', (field) => {
    expect(Rule.safeParse({ ...leastRule, [field]: undefined }).success).toBe(false);
  });

  it('does not share its rollout with other rules', () => {
    Rule.parse(leastRule).rollout.bucketBy.push('spoilt');
    expect(Rule.parse(leastRule).rollout.bucketBy).toEqual(['userId']);
  });

  it('serves a split by weights in the input of an editor, and with ranges in its stored form', () => {
    const rule = { ...leastRule, serve: { kind: 'split', split: { weights } } };
    expect(RuleInput.safeParse(rule).success).toBe(true);
    expect(Rule.safeParse(rule).success).toBe(false);
  });

  it('A6 cannot have ranges in the input of an editor', () => {
    const ranges = [{ variant: 'on', from: 0, to: 100_000 }];
    const rule = { ...leastRule, serve: { kind: 'split', split: { weights, ranges } } };
    expect(RuleInput.safeParse(rule).success).toBe(false);
    expect(Rule.safeParse(rule).success).toBe(true);
  });
});
