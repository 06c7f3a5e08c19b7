import type { JsonValue } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRule,
  aRuleset,
  aSessionOverride,
  aTextFlag,
  aUserOverride,
  NOW,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { compileRuleset } from './ruleset.ts';
import { answerOf } from './test-evaluate.ts';

describe('the result of a flag that is off', () => {
  it('is the off variant', () => {
    expect(answerOf({ flag: aTextFlag({ enabled: false }) })).toEqual({
      key: 'flag',
      value: 'control',
      variant: 'control',
      enabled: false,
      reason: 'DISABLED',
      version: 1,
    });
  });

  it("has no value and no variant without an off variant, so that the caller's default applies", () => {
    const bare = { key: 'flag', enabled: false, version: 1 };
    const off = (fields: Parameters<typeof aTextFlag>[0]) => aTextFlag({ offVariant: null, ...fields });
    expect(answerOf({ flag: off({ enabled: false }) })).toStrictEqual({ ...bare, reason: 'DISABLED' });
    expect(answerOf({ flag: off({ expiresAt: '2026-01-01T00:00:00Z' }) })).toStrictEqual({
      ...bare,
      reason: 'EXPIRED',
    });
    expect(answerOf({ flag: off({ rollout: 0 }) })).toStrictEqual({ ...bare, reason: 'DEFAULT' });
    expect(answerOf({ flag: off({ rollout: 0.001 }), context: { userId: 'ada' } })).toStrictEqual({
      ...bare,
      reason: 'SPLIT',
      bucket: expect.any(Number) as number,
    });
    expect(answerOf({ flag: off({}), context: { userId: '' } })).toMatchObject({
      ...bare,
      errorCode: 'INVALID_CONTEXT',
    });
    const exclude = aUserOverride({ overrideType: 'exclude' });
    expect(answerOf({ flag: off({}), context: { userId: 'ada' }, overrides: [exclude] })).toStrictEqual({
      ...bare,
      reason: 'OVERRIDE',
      layer: 'user',
      overrideId: exclude.id,
    });
  });

  it('has the reason SPLIT if a hash of a rule excluded the context and nothing else included it', () => {
    const rules = [aRule({ id: 'few', rollout: 0.001 }), aRule({ id: 'others', condition: { any: [] } })];
    const context = { userId: 'ada' };
    expect(answerOf({ flag: aFlag({ rollout: 0, rules }), context })).toMatchObject({
      enabled: false,
      reason: 'SPLIT',
    });
    expect(answerOf({ flag: aFlag({ rollout: 100, rules }), context })).toMatchObject({
      enabled: true,
      reason: 'STATIC',
    });
    expect(answerOf({ flag: aFlag({ rollout: 0, rules: [aRule({ rollout: 0 })] }), context })).toMatchObject({
      reason: 'DEFAULT',
    });
  });
});

describe('the result of a rule', () => {
  const context = { userId: 'ada' };
  const rule = (rollout: number) => aRule({ id: 'beta', serve: 'green', rollout });

  it('names the rule', () => {
    expect(answerOf({ flag: aTextFlag({ rules: [rule(100)] }), context })).toEqual({
      key: 'flag',
      value: 'green',
      variant: 'green',
      enabled: true,
      reason: 'TARGETING_MATCH',
      version: 1,
      ruleId: 'beta',
    });
  });

  it('contains the bucket if a hash included the context', () => {
    expect(answerOf({ flag: aTextFlag({ rules: [rule(99.999)] }), context })).toMatchObject({
      reason: 'TARGETING_MATCH',
      ruleId: 'beta',
      bucket: expect.any(Number) as number,
    });
  });

  it('comes from the first rule that applies', () => {
    const rules = [
      aRule({ id: 'never', serve: 'blue', condition: { any: [] } }),
      aRule({ id: 'nobody', serve: 'blue', rollout: 0 }),
      aRule({ id: 'first', serve: 'green' }),
      aRule({ id: 'second', serve: 'blue' }),
    ];
    expect(answerOf({ flag: aTextFlag({ rules }), context })).toMatchObject({ ruleId: 'first', variant: 'green' });
  });
});

describe('the boolean view', () => {
  it('of a boolean flag is its value, even if on is false', () => {
    const inverted = aFlag({ variants: { on: false, off: true } });
    expect(answerOf({ flag: inverted })).toMatchObject({ value: false, enabled: false });
    expect(answerOf({ flag: { ...inverted, enabled: false } })).toMatchObject({ value: true, enabled: true });
    expect(answerOf({ flag: inverted, overrides: [aGlobalOverride({ value: true })] })).toMatchObject({
      variant: 'off',
      enabled: true,
    });
  });

  it.each([
    ['string', { control: '', treatment: '' }],
    ['number', { control: 0, treatment: 0 }],
    ['json', { control: {}, treatment: {} }],
  ] as const)('of a %s flag is whether the result is not the off variant', (type, variants) => {
    const flag = aFlag({ type, variants, onVariant: 'treatment', offVariant: 'control' });
    expect(answerOf({ flag })).toMatchObject({ variant: 'treatment', enabled: true });
    expect(answerOf({ flag: { ...flag, enabled: false } })).toMatchObject({ variant: 'control', enabled: false });
    expect(answerOf({ flag: { ...flag, offVariant: null, rules: [aRule({ serve: 'control' })] } }).enabled).toBe(true);
  });
});

describe('B.1 the value of an override', () => {
  const overridden = (flag: ReturnType<typeof aFlag>, value: JsonValue) =>
    answerOf({ flag, overrides: [aGlobalOverride({ value })] });

  it('determines the variant', () => {
    expect(overridden(aTextFlag(), 'green')).toMatchObject({ value: 'green', variant: 'green', enabled: true });
    expect(overridden(aTextFlag(), 'control')).toMatchObject({ variant: 'control', enabled: false });
    expect(overridden(aFlag(), false)).toMatchObject({ variant: 'off', enabled: false });
  });

  it('can be a value that no variant has', () => {
    const answer = overridden(aTextFlag(), 'purple');
    expect(answer).toMatchObject({ value: 'purple', enabled: true, reason: 'OVERRIDE', layer: 'global' });
    expect(answer).not.toHaveProperty('variant');
    const alwaysOn = aFlag({ variants: { on: true }, offVariant: null });
    expect(overridden(alwaysOn, false)).toMatchObject({ value: false, enabled: false });
  });

  it("matches a variant's value regardless of the order of its fields", () => {
    const variants = { on: { a: [1, { b: 2 }], c: null }, off: {} };
    const flag = aFlag({ type: 'json', variants });
    expect(overridden(flag, { c: null, a: [1, { b: 2 }] })).toMatchObject({ variant: 'on' });
    const others: JsonValue[] = [
      { a: [1, { b: 2 }] },
      { a: [1, { b: 3 }], c: null },
      { a: [1], c: null },
      { a: { 0: 1 }, c: null },
      { a: [1, { b: 2 }], d: null },
      [],
      { a: null, c: null },
    ];
    for (const other of others) {
      expect(overridden(flag, other)).not.toHaveProperty('variant');
    }
  });

  it.each<[string, Parameters<typeof aFlag>[0], JsonValue, string]>([
    ['text', {}, 'on', 'the global override is string, the flag is boolean'],
    ['null', {}, null, 'the global override is null, the flag is boolean'],
    ['a number', { type: 'json', variants: { on: {}, off: {} } }, 7, 'the global override is number, the flag is json'],
    [
      'an object',
      { type: 'number', variants: { on: 1, off: 0 } },
      {},
      'the global override is json, the flag is number',
    ],
  ])('of another type (%s) returns off with an error', (_name, fields, value, errorMessage) => {
    const flag = aFlag(fields);
    const override = aGlobalOverride({ value });
    expect(answerOf({ flag, overrides: [override] })).toEqual({
      key: 'flag',
      value: flag.variants[1]?.value,
      variant: 'off',
      enabled: false,
      reason: 'ERROR',
      version: 1,
      layer: 'global',
      overrideId: override.id,
      errorCode: 'TYPE_MISMATCH',
      errorMessage,
    });
  });

  it('can be omitted in an include, which returns the on variant regardless of a split', () => {
    const context = { userId: 'ada' };
    expect(answerOf({ flag: aTextFlag({ rollout: 0 }), context, overrides: [aUserOverride()] })).toMatchObject({
      variant: 'blue',
    });
    expect(answerOf({ flag: aTextFlag(), context, overrides: [aUserOverride({ value: 'green' })] })).toMatchObject({
      variant: 'green',
    });
  });
});

describe('a json value', () => {
  const deep = { list: [{ a: 1 }], inner: { b: 2 } };
  const flag = aFlag({ type: 'json', variants: { on: deep, off: {} } });

  function expectFrozen(value: JsonValue | undefined) {
    const { list, inner } = value as typeof deep;
    expect([value, list, list[0], inner].every((part) => Object.isFrozen(part))).toBe(true);
  }

  it('is frozen, so that no caller can change it for the next one', () => {
    expectFrozen(answerOf({ flag }).value);
    expectFrozen(answerOf({ flag, overrides: [anEmergencyOverride({ value: { ...deep, extra: null } })] }).value);
    const session = aSessionOverride({ value: { ...deep, extra: null } });
    const given = { flag, context: { sessionId: 'session-1' }, overrides: [session], permitsSessionOverrides: true };
    expectFrozen(answerOf(given).value);
  });

  it('is a copy, so that the original is not frozen', () => {
    const override = anEmergencyOverride({ value: { list: [] } });
    answerOf({ flag, overrides: [override] });
    expect(Object.isFrozen(override.value)).toBe(false);
  });

  it('keeps __proto__ as an ordinary name', () => {
    const value = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2 }') as JsonValue;
    const named = { ...flag, variants: flag.variants.map((variant) => ({ ...variant, value })) };
    const answer = evaluate(compileRuleset({ ...aRuleset(), flags: [named] }), 'flag', {}, { now: NOW });
    expect(JSON.stringify(answer.value)).toBe('{"__proto__":{"a":1},"constructor":2}');
    expect(Object.getPrototypeOf(answer.value)).toBe(Object.prototype);
  });
});
