import type { EvaluationContext } from '@burgee/contracts';
import { aFlag, aGlobalOverride, anEmergencyOverride, aRule, aUserOverride, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll } from './evaluate.ts';
import { answerOf, compiled, ids, shareOf } from './test-evaluate.ts';

const ada = { userId: 'ada' };
const exclude = aUserOverride({ overrideType: 'exclude' });
const include = aUserOverride({ overrideType: 'include' });

describe('flag service', () => {
  it('W9.2 a disabled flag is false', () => {
    expect(answerOf({ flag: aFlag({ enabled: false, rollout: 100 }), context: ada })).toMatchObject({
      value: false,
      reason: 'DISABLED',
    });
  });

  it('W9.2 enabled at 100% is true', () => {
    expect(answerOf({ flag: aFlag({ rollout: 100 }), context: ada })).toMatchObject({ value: true, reason: 'STATIC' });
  });

  it('W9.2 0% excludes everyone', () => {
    const ruleset = compiled({ flags: [aFlag({ rollout: 0 })] });
    expect(ids(1_000).some((userId) => evaluate(ruleset, 'flag', { userId }, { now: NOW }).enabled)).toBe(false);
  });

  it('W9.2 without a user id, a flag is on if it is on for some', () => {
    expect(answerOf({ flag: aFlag({ rollout: 1 }) }).enabled).toBe(true);
    expect(answerOf({ flag: aFlag({ rollout: 0 }) }).enabled).toBe(false);
    expect(answerOf({ flag: aFlag({ rollout: 1, enabled: false }) }).enabled).toBe(false);
  });

  it('W9.3 50% includes a user consistently', () => {
    const answers = ids(200).map((userId) => {
      const again = Array.from(
        { length: 5 },
        () => answerOf({ flag: aFlag({ rollout: 50 }), context: { userId } }).enabled,
      );
      expect(new Set(again).size).toBe(1);
      return again[0];
    });
    expect(new Set(answers)).toEqual(new Set([true, false]));
  });

  it('W9.4 evaluates all flags of an environment', () => {
    const ruleset = compiled({ flags: [aFlag({ key: 'a' }), aFlag({ key: 'b', enabled: false })] });
    expect(evaluateAll(ruleset, ada, { now: NOW })).toMatchObject([
      { key: 'a', enabled: true },
      { key: 'b', enabled: false },
    ]);
  });
});

describe('user targeting', () => {
  it('W39.2 exclude returns false at 100%', () => {
    expect(answerOf({ flag: aFlag({ rollout: 100 }), context: ada, overrides: [exclude] })).toMatchObject({
      value: false,
      reason: 'OVERRIDE',
      layer: 'user',
      overrideId: exclude.id,
    });
  });

  it('W39.2 include returns true at 0%', () => {
    expect(answerOf({ flag: aFlag({ rollout: 0 }), context: ada, overrides: [include] })).toMatchObject({
      value: true,
      reason: 'OVERRIDE',
      layer: 'user',
      overrideId: include.id,
    });
  });

  it('W39.2 exclude takes precedence over include in any order', () => {
    for (const overrides of [
      [exclude, include],
      [include, exclude],
    ]) {
      expect(answerOf({ flag: aFlag(), context: ada, overrides })).toMatchObject({
        value: false,
        overrideId: exclude.id,
      });
    }
  });

  it('W39.2 exclude takes precedence over a rule and a global override for everyone', () => {
    const flag = aFlag({ rollout: 0, rules: [aRule()] });
    expect(answerOf({ flag, context: ada, overrides: [aGlobalOverride(), exclude] }).enabled).toBe(false);
    expect(answerOf({ flag, context: { userId: 'grace' }, overrides: [aGlobalOverride(), exclude] }).enabled).toBe(
      true,
    );
  });

  it('W39.2 a disabled flag is false even with an include', () => {
    expect(answerOf({ flag: aFlag({ enabled: false }), context: ada, overrides: [include] })).toMatchObject({
      value: false,
      reason: 'DISABLED',
    });
  });

  it('W39.2 without an override, the percentage decides', () => {
    for (const rollout of [0, 50, 100]) {
      const flag = aFlag({ rollout });
      const others = [aUserOverride({ target: 'grace' })];
      expect(answerOf({ flag, context: ada, overrides: others })).toEqual(answerOf({ flag, context: ada }));
    }
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['a number', 42],
    ['null', null],
    ['a list', ['ada']],
    ['an object', { id: 'ada' }],
  ])('W39.9 a user id that is %s returns false and never throws', (_name, userId) => {
    const context = { userId } as EvaluationContext;
    const invalid = { value: false, enabled: false, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' };
    expect(answerOf({ flag: aFlag(), context })).toMatchObject(invalid);
    expect(answerOf({ flag: aFlag(), context: { sessionId: userId } as EvaluationContext })).toMatchObject(invalid);
    expect(answerOf({ flag: aFlag(), context: { testRunId: userId } as EvaluationContext })).toMatchObject(invalid);
  });

  it('W39.9 a user id of 1 to 255 characters is valid', () => {
    for (const userId of ['a', 'x'.repeat(255)])
      expect(answerOf({ flag: aFlag(), context: { userId } }).enabled).toBe(true);
  });

  it.each([null, undefined, 'ada', 42])('W39.9 %j instead of a context returns false and never throws', (context) => {
    expect(answerOf({ flag: aFlag(), context: context as never, lookedUpFor: {} }).enabled).toBe(context === undefined);
  });
});

describe('override manager', () => {
  it('S400.2 user takes precedence over global', () => {
    const user = aUserOverride({ value: false });
    expect(answerOf({ flag: aFlag(), context: ada, overrides: [aGlobalOverride(), user] })).toMatchObject({
      overrideId: user.id,
    });
  });

  it('S400.2 emergency takes precedence over everything, even an invalid context and a disabled flag', () => {
    const emergency = anEmergencyOverride({ value: true });
    const given = { flag: aFlag({ enabled: false }), overrides: [exclude, emergency] };
    for (const context of [ada, { userId: '' }]) {
      expect(answerOf({ ...given, context })).toMatchObject({
        enabled: true,
        layer: 'emergency',
        overrideId: emergency.id,
      });
    }
  });
});

describe('platform', () => {
  it('F1.13 50% of 1,000 users is 45 to 55%', () => {
    const ruleset = compiled({ flags: [aFlag({ rollout: 50 })] });
    const users = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
    const share = shareOf(users, (userId) => evaluate(ruleset, 'flag', { userId }, { now: NOW }).enabled);
    expect(share).toBeGreaterThanOrEqual(45);
    expect(share).toBeLessThanOrEqual(55);
  });

  it('F1.5 a flag can be on in production and off in development', () => {
    const inEnvironment = (environment: string, enabled: boolean) =>
      answerOf({ environment, flag: aFlag({ enabled }) }).enabled;
    expect([inEnvironment('production', true), inEnvironment('development', false)]).toEqual([true, false]);
  });

  it('F1.13 lists of included and excluded users', () => {
    const listed = { attribute: 'userId', operator: 'in' as const, values: ['ada', 'grace'] };
    const white = aFlag({ rollout: 0, rules: [aRule({ condition: listed })] });
    const black = aFlag({ rollout: 0, rules: [aRule({ condition: { not: listed } })] });
    const isOn = (flag: typeof white) =>
      ['ada', 'linus'].map((userId) => answerOf({ flag, context: { userId } }).enabled);
    expect([isOn(white), isOn(black)]).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('F1.6 a flag is off from the instant of its expiry on', () => {
    const flag = aFlag({ expiresAt: '2027-01-01T12:00:00Z' });
    const at = (now: number) => answerOf({ flag, context: ada, now });
    expect(at(NOW - 1)).toMatchObject({ enabled: true, reason: 'STATIC' });
    for (const now of [NOW, NOW + 1]) expect(at(now)).toMatchObject({ enabled: false, reason: 'EXPIRED' });
  });
});
