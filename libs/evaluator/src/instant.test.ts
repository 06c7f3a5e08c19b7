import type { EvaluationContext } from '@burgee/contracts';
import { aFlag, aRule, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { holdsFor } from './test-clause.ts';
import { answerOf } from './test-evaluate.ts';

describe('instants', () => {
  const before = (value: unknown, ...values: string[]) => holdsFor({ operator: 'before', values }, value);
  const after = (value: unknown, ...values: string[]) => holdsFor({ operator: 'after', values }, value);
  const noon = '2027-01-01T12:00:00Z';

  it('are compared independently of their offsets', () => {
    expect([before('2027-01-01T13:59:59+02:00', noon), after('2027-01-01T13:59:59+02:00', noon)]).toEqual([
      true,
      false,
    ]);
    expect([before('2027-01-01T06:00:01-06:00', noon), after('2027-01-01T06:00:01-06:00', noon)]).toEqual([
      false,
      true,
    ]);
  });

  it('are neither before nor after themselves', () => {
    expect([before('2027-01-01T14:00:00.000+02:00', noon), after(noon, noon)]).toEqual([false, false]);
  });

  it('can be days, which begin in UTC', () => {
    expect([before('2026-12-31', '2027-01-01'), after('2027-01-01T00:00:00.001Z', '2027-01-01')]).toEqual([true, true]);
  });

  it('match if any of the values does', () => {
    expect([before('2027-06-01', noon, '2028-01-01'), before('2029-06-01', noon, '2028-01-01')]).toEqual([true, false]);
  });

  it.each([
    '2027-01-01T12:00:00',
    '2027-01-01 12:00:00Z',
    '01/02/2027',
    'Jan 1 2027',
    '2027-02-30T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-01-00',
    '2027-01-01T25:00:00Z',
    '2027-01-01T12:00:00+0200',
    '',
    NOW,
  ])('cannot be %j, which engines parse differently or not at all', (value) => {
    expect([before(value, '2099-01-01'), after(value, '1999-01-01')]).toEqual([false, false]);
  });

  it('include leap days', () => {
    expect(before('2028-02-29', '2099-01-01')).toBe(true);
    expect(before('2027-02-29', '2099-01-01')).toBe(false);
  });

  it('can be that of the evaluation: $now', () => {
    const flag = (operator: 'before' | 'after') =>
      aFlag({ rollout: 0, rules: [aRule({ condition: { attribute: '$now', operator, values: [noon] } })] });
    const isOn = (operator: 'before' | 'after', now: number, context: EvaluationContext = {}) =>
      answerOf({ flag: flag(operator), now, context }).enabled;
    const instant = Date.parse(noon);
    expect([instant - 1, instant, instant + 1].map((now) => isOn('before', now))).toEqual([true, false, false]);
    expect([instant - 1, instant, instant + 1].map((now) => isOn('after', now))).toEqual([false, false, true]);
    // A caller's claim about the time is ignored.
    expect(isOn('after', instant - 1, { $now: '2099-01-01' })).toBe(false);
  });
});
