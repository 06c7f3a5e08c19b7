import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aTextFlag,
  aUserOverride,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { exported, exportOf, targetingOf } from './test-export.ts';
import { MAX_FLAG_USERS } from './user-overrides.ts';

const END = '2027-01-02T00:00:00Z';
const at = (instant: string) => ({ '>=': [{ var: '$flagd.timestamp' }, Date.parse(instant) / 1_000] });
const until = (instant: string) => ({ '!': [at(instant)] });
const users = (...ids: string[]) => ({ in: [{ var: 'targetingKey' }, ids] });
const isStaff = { attribute: 'staff', operator: 'exists' as const };
const STAFF = { '!==': [{ var: 'staff' }, null] };

describe('15.4 flagd: a flag', () => {
  it('that is on is off only for contexts with invalid ids', () => {
    expect(exported({ flags: [aFlag()] })).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: { if: [{ $ref: 'invalid_ids' }, 'off', 'on'] },
    });
    expect(exportOf({ flags: [] }).definitions).toEqual({
      flags: {},
      $evaluators: { invalid_ids: expect.any(Object) },
      metadata: { environment: 'production', version: '1' },
    });
  });

  it.each([{ enabled: false }, { archived: true }])('is off for everyone: %o', (fields) => {
    const flag = aFlag({ ...fields, rules: [aRule({ id: 'a' })] });
    expect(exported({ flags: [flag] })).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      metadata: { ruleIds: 'a' },
    });
  });

  it('without an off variant returns none, so that the default of the caller applies', () => {
    const flag = aTextFlag({ offVariant: null, rollout: aRollout(50, { bucketBy: [], missing: 'excluded' }) });
    expect(exported({ flags: [flag] })).toEqual({
      state: 'ENABLED',
      variants: { control: 'control', blue: 'blue', green: 'green' },
    });
    expect(exported({ flags: [aTextFlag({ offVariant: null })] })).toMatchObject({
      targeting: { if: [{ $ref: 'invalid_ids' }, null, 'blue'] },
    });
  });

  it('has its layers in the order of the evaluator', () => {
    const flag = aFlag({
      expiresAt: END,
      prerequisites: [{ flagKey: 'other', variants: ['on'] }],
      rules: [aRule({ id: 'one', condition: isStaff }), aRule({ id: 'none', condition: { any: [] } })],
      rollout: 0,
    });
    const other = aFlag({ key: 'other', rollout: 0, rules: [aRule({ condition: isStaff })] });
    const given = {
      flags: [flag, other],
      overrides: [aGlobalOverride({ expiresAt: END, value: false })],
      users: [
        aUserOverride({ target: 'ann', expiresAt: END }),
        aUserOverride({ target: 'bob', expiresAt: END }),
        aUserOverride({ target: 'eve', overrideType: 'exclude' }),
      ],
    };
    expect(exported(given)).toMatchObject({ metadata: { ruleIds: 'one,none' } });
    expect(targetingOf(given)).toEqual({
      if: [
        at(END),
        'off',
        { '!': [{ in: [{ if: [STAFF, 'on', 'off'] }, ['on']] }] },
        'off',
        { and: [until(END), users('ann', 'bob')] },
        'on',
        users('eve'),
        'off',
        until(END),
        'off',
        STAFF,
        'on',
        'off',
      ],
    });
  });

  it('that is broken is left out', () => {
    const flag = aFlag({ rules: [aRule({ condition: { segment: 'nowhere' } })] });
    expect(exported({ flags: [flag] })).toBe('The flag is broken: there is no segment "nowhere".');
  });
});

describe('15.4 flagd: an override', () => {
  it('in an emergency is the result for everyone, even for invalid ids', () => {
    const overrides = [anEmergencyOverride({ value: true }), anEmergencyOverride({ value: false })];
    expect(exported({ flags: [aFlag({ enabled: false })], overrides })).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'on',
    });
  });

  it('with a value that is not a variant adds one', () => {
    const flag = aFlag({ type: 'string', variants: { override: 'a', off: 'b' }, onVariant: 'override' });
    const given = {
      flags: [flag],
      overrides: [aGlobalOverride({ value: 'x' })],
      users: [aUserOverride({ target: 'bob', value: 'x' }), aUserOverride({ target: 'ann', value: 'y' })],
    };
    expect(exported(given)).toMatchObject({
      variants: { override: 'a', off: 'b', 'override 2': 'x', 'override 3': 'y' },
    });
    expect(targetingOf(given)).toEqual({
      if: [users('bob'), 'override 2', users('ann'), 'override 3', 'override 2'],
    });
  });

  it('with a value of another type serves off', () => {
    expect(exported({ flags: [aFlag()], overrides: [anEmergencyOverride({ value: 'x' })] })).toMatchObject({
      defaultVariant: 'off',
    });
  });

  it('for too many users leaves out the flag', () => {
    const many = Array.from({ length: MAX_FLAG_USERS + 1 }, (_, number) => ({
      ...aUserOverride(),
      target: `u${number}`,
    }));
    expect(exported({ flags: [aFlag()], users: many as never })).toBe('The flag has more than 5000 user overrides.');
    expect(exported({ flags: [aFlag()], users: many.slice(1) as never })).toMatchObject({ state: 'ENABLED' });
  });

  it('within a second leaves out the flag', () => {
    const overrides = [aGlobalOverride({ expiresAt: '2027-01-01T00:00:00.001Z' })];
    expect(exported({ flags: [aFlag()], overrides })).toContain('changes at 2027-01-01T00:00:00.001Z');
  });
});

describe('15.4 flagd: values of JSON', () => {
  const jsonFlag = (value: object) =>
    exported({ flags: [aFlag({ type: 'json', variants: { on: value as never, off: {} } })] });

  it('are objects without references', () => {
    expect(jsonFlag({ a: 1 })).toMatchObject({ variants: { on: { a: 1 }, off: {} } });
    expect(jsonFlag(['list'])).toBe('The flag has a JSON value that is a list: flagd has objects only.');
    expect(jsonFlag({ a: [{ $ref: 'invalid_ids' }] })).toContain('a JSON value with the field $ref');
  });

  it('of an override as well', () => {
    const flag = aFlag({ type: 'json', variants: { on: { a: 1 }, off: {} } });
    expect(exported({ flags: [flag], overrides: [aGlobalOverride({ value: [1] })] })).toContain('is a list');
  });
});
