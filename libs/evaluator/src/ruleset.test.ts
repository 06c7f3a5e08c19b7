import type { Condition, FlagConfig, Ruleset } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  aRollout,
  aRule,
  aRuleset,
  aSegment,
  aSplit,
  aTextFlag,
  NOW,
  runs,
} from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll, explain } from './evaluate.ts';
import { compileRuleset } from './ruleset.ts';

type Json = undefined | null | boolean | number | string | Json[] | { [name: string]: Json };

/** A ruleset of one broken flag and one sound flag. */
function poisoned(flag: unknown, more: Partial<Ruleset> = {}) {
  const healthy = aFlag({ key: 'healthy' });
  return compileRuleset({ ...aRuleset({ flags: [healthy] }), ...more, flags: [flag as FlagConfig, healthy] });
}

function expectToCostItAlone(ruleset: ReturnType<typeof poisoned>, problem: string) {
  expect(ruleset.broken).toEqual([{ key: 'flag', problem }]);
  const broken = {
    key: 'flag',
    enabled: false,
    reason: 'ERROR',
    version: 1,
    errorCode: 'FLAG_BROKEN',
    errorMessage: problem,
  };
  expect(evaluate(ruleset, 'flag', { userId: 'ada' }, { now: NOW })).toEqual(broken);
  expect(evaluateAll(ruleset, {}, { now: NOW })).toEqual([
    broken,
    expect.objectContaining({ key: 'healthy', enabled: true }),
  ]);
  expect(ruleset.flags.get('flag')?.percentageAt(NOW)).toBe(0);
}

const withCondition = (condition: unknown) => ({
  ...aFlag(),
  rules: [{ ...aRule(), condition: condition as Condition }],
});
const withSchedule = (schedule: unknown) => ({ ...aFlag(), rollout: { ...aRollout(50), schedule } });

describe('R16 only the broken flag is affected by', () => {
  it.each<[string, unknown, string]>([
    ['rules that are null', { ...aFlag(), rules: null }, "Cannot read properties of null (reading 'map')"],
    [
      'an unknown operator',
      withCondition({ attribute: 'a', operator: 'sounds like' }),
      'unknown operator "sounds like"',
    ],
    ['a missing segment', withCondition({ segment: 'nowhere' }), 'there is no segment "nowhere"'],
    [
      'a segment that uses itself',
      withCondition({ segment: 'circle' }),
      'the segment "circle" uses itself: circle -> circle',
    ],
    ['an on variant that does not exist', { ...aFlag(), onVariant: 'blue' }, 'there is no variant "blue"'],
    ['an off variant that does not exist', { ...aFlag(), offVariant: 'blue' }, 'there is no variant "blue"'],
    [
      'a rule whose variant does not exist',
      { ...aFlag(), rules: [aRule({ serve: 'blue' })] },
      'there is no variant "blue"',
    ],
    ['a split whose variant does not exist', aFlag({ split: aSplit({ blue: 1 }) }), 'there is no variant "blue"'],
    [
      'a value of another type',
      aFlag({ variants: { on: 'yes', off: false } }),
      'the variant "on" is string, the flag is boolean',
    ],
    ['no percentage', withSchedule({ kind: 'fixed' }), 'the rollout has no percentage'],
    ['no schedule', withSchedule({ kind: 'tomorrow' }), 'the rollout has no schedule'],
    [
      'a step without an instant',
      withSchedule({ kind: 'steps', steps: [{ at: 'soon', percentage: 1 }] }),
      '"soon" is not an ISO 8601 time',
    ],
    ['an unknown algorithm', aFlagWith({ algorithm: 'constructor' }), 'unknown algorithm "constructor"'],
    [
      'an unknown algorithm of a split',
      { ...aTextFlag(), split: { ...aSplit({ blue: 1 }), algorithm: 'md5' } },
      'unknown algorithm "md5"',
    ],
    [
      'a split that owns no buckets',
      { ...aTextFlag(), split: { ...aSplit({ blue: 1 }), ranges: [] } },
      'the ranges of the split do not cover its buckets',
    ],
    [
      'a split without weight',
      { ...aTextFlag(), split: { ...aSplit({ blue: 1 }), weights: [] } },
      'the ranges of the split do not cover its buckets',
    ],
    ['an expiry that is not an instant', { ...aFlag(), expiresAt: 'soon' }, '"soon" is not an ISO 8601 time'],
    [
      'prerequisites without variants',
      { ...aFlag(), prerequisites: [{ flagKey: 'healthy' }] },
      'a prerequisite names no variants',
    ],
    ['a prerequisite that is null', { ...aFlag(), prerequisites: [null] }, 'a prerequisite names no variants'],
  ])('%s', (_name, flag, problem) => {
    const segments = [aSegment({ key: 'circle', condition: { segment: 'circle' } })];
    expectToCostItAlone(poisoned(flag, { segments }), problem);
  });

  function aFlagWith(rollout: object) {
    return { ...aFlag(), rollout: { ...aRollout(50), ...rollout } };
  }

  it('anything that compiling throws', () => {
    const flag = Object.defineProperty({ ...aFlag() }, 'rules', {
      get: () => {
        throw 'a text' as unknown;
      },
    });
    expectToCostItAlone(poisoned(flag), 'a text');
  });

  it('a row without a key, which cannot be evaluated', () => {
    for (const row of [null, 7, {}, { key: null }]) {
      const ruleset = poisoned(row);
      expect(ruleset.broken).toEqual([{ key: '', problem: 'a flag has no key' }]);
      expect(evaluateAll(ruleset, {}, { now: NOW })).toMatchObject([{ key: 'healthy', enabled: true }]);
    }
  });

  it('a segment or an override that is not even an object', () => {
    const nothing = [null] as never;
    const ruleset = poisoned(aFlag({ rules: [aRule({ condition: { segment: 'beta' } })] }), {
      segments: nothing,
      overrides: nothing,
    });
    expectToCostItAlone(ruleset, 'there is no segment "beta"');
  });

  it('a global override with an invalid expiry, which does not apply', () => {
    const override = { ...aGlobalOverride({ value: false }), expiresAt: 'soon' };
    const ruleset = poisoned(aFlag(), { overrides: [override] });
    expect(evaluate(ruleset, 'flag', {}, { now: NOW }).enabled).toBe(true);
  });

  it('any value in any place', () => {
    const whole = aTextFlag({
      rules: [
        aRule({
          condition: { not: { any: [{ segment: 'beta' }, { attribute: 'a', operator: 'in', values: ['x'] }] } },
          serve: 'blue',
        }),
      ],
      split: aSplit({ blue: 1, green: 1 }),
      rollout: aRollout(50, { missing: 'random' }),
      prerequisites: [{ flagKey: 'healthy', variants: ['on'] }],
      expiresAt: '2028-01-01T00:00:00Z',
    });
    const paths = pathsOf(whole as unknown as Json).filter((path) => path.join() !== 'key');
    const segments = [aSegment({ key: 'beta', condition: { attribute: 'a', operator: 'exists' } })];
    const junk = fc.oneof(
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.constant(undefined),
      fc.constantFrom('constructor', '__proto__', 'toString'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, value) => {
        const ruleset = poisoned(replaced(whole, path, value), { segments });
        for (const context of [{}, { userId: 'ada', a: 'x' }]) {
          expect(explain(ruleset, 'flag', context, { now: NOW, random: 0.5 })).toMatchObject({
            key: 'flag',
            version: 1,
          });
          expect(evaluate(ruleset, 'healthy', context, { now: NOW })).toMatchObject({
            enabled: true,
            reason: 'STATIC',
          });
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});

/** The path to every place in a value. */
function pathsOf(value: Json): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner).map((path) => [name, ...path]))];
}

function replaced(value: Json, [name, ...rest]: string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === name ? replaced(inner, rest, by) : inner));
  const object = value as { [name: string]: Json };
  return { ...object, [name]: replaced(object[name], rest, by) };
}

describe('compileRuleset', () => {
  it('keeps the environment, the version and the permission for session overrides', () => {
    const { environment, version, permitsSessionOverrides, broken } = compileRuleset(
      aRuleset({ environment: 'staging', version: 42, permitsSessionOverrides: true }),
    );
    expect({ environment, version, permitsSessionOverrides, broken }).toEqual({
      environment: 'staging',
      version: 42,
      permitsSessionOverrides: true,
      broken: [],
    });
  });

  it('keeps the order of flags and their configurations', () => {
    const flags = ['b', 'a', 'c'].map((key) => aFlag({ key }));
    const ruleset = compileRuleset(aRuleset({ flags }));
    expect([...ruleset.flags.values()].map((flag) => flag.config)).toEqual(flags);
    expect(evaluateAll(ruleset, {}, { now: NOW }).map((answer) => answer.key)).toEqual(['b', 'a', 'c']);
  });
});
