import { aFlag, aRuleset, NOW } from '@burgee/testing';
import { expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { publicEvaluation } from './public-evaluation.ts';
import { compileRuleset } from './ruleset.ts';
import { timing, timingOf } from './timing.ts';

const expiresAt = '2027-01-02T12:00:00.000Z';
const ruleset = compileRuleset(aRuleset({ flags: [aFlag({ key: 'a', expiresAt }), aFlag({ key: 'b' })] }));

it('B.24 tells when an answer changes by time alone', () => {
  const timed = { evaluatedAt: '2027-01-01T12:00:00.000Z', nextChangeAt: expiresAt };
  expect(timingOf(ruleset, {}, { now: NOW })).toEqual(timed);
  expect(timingOf(ruleset, {}, { now: NOW }, ['a'])).toEqual(timed);
  expect(timingOf(ruleset, {}, { now: NOW }, ['b'])).toEqual({});
});

it('B.24 tells nothing beyond the year 9999, which common ISO 8601 cannot express', () => {
  const last = Date.parse('9999-12-31T23:59:59.999Z');
  expect(timing(NOW, last)).toHaveProperty('nextChangeAt', '9999-12-31T23:59:59.999Z');
  expect(timing(NOW, last + 1)).toEqual({});
});

it('omits rule, bucket and override from what browsers receive', () => {
  const answer = evaluate(ruleset, 'a', { userId: 'ann' }, { now: NOW });
  expect(publicEvaluation({ ...answer, bucket: 7, overrideId: 'id', layer: 'user' })).toStrictEqual({
    value: true,
    variant: 'on',
    enabled: true,
    reason: answer.reason,
    errorCode: undefined,
  });
});
