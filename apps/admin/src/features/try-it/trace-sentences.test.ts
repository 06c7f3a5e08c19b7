import type { TraceStep } from '@burgee/contracts';
import { compileRuleset, explain } from '@burgee/evaluator';
import { aFlag, aGlobalOverride, aRule, aRuleset, aUserOverride, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { lineOf, reasonSentence } from './trace-sentences.ts';

const rules = [aRule({ id: 'insiders', description: 'Insiders first' }), aRule({ id: 'plain' })] as never[];
const step = (fields: Partial<TraceStep>): TraceStep => ({
  layer: 'rule',
  outcome: 'passed',
  detail: 'its condition does not hold',
  ...fields,
});

describe('lineOf', () => {
  it('names a rule by its place and what it is for', () => {
    expect(lineOf(step({ ruleId: 'insiders' as never }), rules)).toEqual({
      title: 'Rule 1: Insiders first',
      sentence: 'Its condition does not hold.',
    });
    expect(lineOf(step({ ruleId: 'plain' as never }), rules).title).toContain('Rule 2');
    expect(lineOf(step({ ruleId: 'gone' as never }), rules).title).toBe('Rule gone');
  });

  it('says of overrides whether they answer, would have answered, or have ended', () => {
    const sentenceOf = (outcome: TraceStep['outcome'], detail: string) =>
      lineOf(step({ layer: 'global', overrideId: 'x', outcome, detail }), []).sentence;
    expect(sentenceOf('won', 'set by ann')).toBe('It answers, whatever comes below.');
    expect(sentenceOf('shadowed', 'set by ann')).toBe('It would have answered, had a higher layer not.');
    expect(sentenceOf('passed', 'expired; set by ann')).toBe('There was an override, which has ended.');
  });
});

it('has a sentence for every answer that the evaluator gives', () => {
  const user = aUserOverride();
  const flags = [
    aFlag({ key: 'static' }),
    aFlag({ key: 'off', enabled: false }),
    aFlag({ key: 'nobody', rollout: 0 }),
    aFlag({ key: 'half', rollout: 50 }),
    aFlag({ key: 'ruled', rules: [aRule()] }),
    aFlag({ key: 'gone', expiresAt: '2026-01-01T00:00:00Z' }),
    aFlag({ key: 'waiting', prerequisites: [{ flagKey: 'off', variants: ['on'] }] }),
  ];
  const ruleset = compileRuleset(aRuleset({ flags, overrides: [aGlobalOverride({ flagKey: 'static' })] }));
  const context = { userId: user.target };
  for (const { key, rules: own } of flags) {
    const answer = explain(ruleset, key, context, { now: NOW });
    expect(reasonSentence(answer, own)).toMatch(/^[A-Z].*\.$/);
    for (const one of answer.trace) expect(lineOf(one, own).sentence).toMatch(/^[A-Z0-9"].*\.$/);
  }
});
