import { describe, expect, it } from 'vitest';
import { Rule, RuleInput } from './rule.ts';

const leastRule = { id: 'r1', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } };
const weights = [{ variant: 'on', weight: 100_000 }];

describe('a rule', () => {
  it('needs only its id, its condition and what it serves', () => {
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

  it.each(Object.keys(leastRule))('does need its %s', (field) => {
    expect(Rule.safeParse({ ...leastRule, [field]: undefined }).success).toBe(false);
  });

  it('does not share its rollout with others', () => {
    Rule.parse(leastRule).rollout.bucketBy.push('spoilt');
    expect(Rule.parse(leastRule).rollout.bucketBy).toEqual(['userId']);
  });

  it('as an editor says it serves a split by its weights; as it is stored, with the ranges that own them', () => {
    const rule = { ...leastRule, serve: { kind: 'split', split: { weights } } };
    expect(RuleInput.safeParse(rule).success).toBe(true);
    expect(Rule.safeParse(rule).success).toBe(false);
  });

  it('A6 an editor cannot deal the ranges', () => {
    const ranges = [{ variant: 'on', from: 0, to: 100_000 }];
    const rule = { ...leastRule, serve: { kind: 'split', split: { weights, ranges } } };
    expect(RuleInput.safeParse(rule).success).toBe(false);
    expect(Rule.safeParse(rule).success).toBe(true);
  });
});
