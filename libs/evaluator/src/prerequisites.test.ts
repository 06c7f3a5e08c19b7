import type { FlagConfig } from '@burgee/contracts';
import { aFlag, aGlobalOverride, anEmergencyOverride, aRule, aTextFlag, aUserOverride, NOW } from '@burgee/testing';
import { contexts, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll, explain } from './evaluate.ts';
import { overridesFor } from './overrides.ts';
import { cyclicFlags } from './prerequisites.ts';
import { compileRuleset } from './ruleset.ts';
import { answerOf, compiled, explanationOf } from './test-evaluate.ts';

const requires = (flagKey: string, ...variants: (string | null)[]) => [{ flagKey, variants }];
const CHILD = aFlag({ key: 'child', prerequisites: requires('parent', 'on') });
const FAILED = { enabled: false, variant: 'off', reason: 'PREREQUISITE_FAILED' };

describe('a prerequisite', () => {
  it('holds if the other flag returns the variant', () => {
    expect(answerOf({ flag: CHILD, flags: [aFlag({ key: 'parent' })] })).toMatchObject({
      enabled: true,
      reason: 'STATIC',
    });
  });

  it('fails if the other flag returns another variant', () => {
    expect(answerOf({ flag: CHILD, flags: [aFlag({ key: 'parent', enabled: false })] })).toMatchObject(FAILED);
  });

  it('fails if the other flag does not exist', () => {
    expect(answerOf({ flag: CHILD })).toMatchObject(FAILED);
  });

  it('can name several variants, any of which is enough', () => {
    const child = aFlag({ key: 'child', prerequisites: requires('parent', 'blue', 'green') });
    const withParent = (onVariant: string) =>
      answerOf({ flag: child, flags: [aTextFlag({ key: 'parent', onVariant })] });
    expect(['blue', 'green', 'control'].map((variant) => withParent(variant).enabled)).toEqual([true, true, false]);
  });

  it('can require off, and off without a variant', () => {
    const child = (variant: string | null) => aFlag({ key: 'child', prerequisites: requires('parent', variant) });
    const off = aFlag({ key: 'parent', enabled: false });
    const without = aFlag({ key: 'parent', enabled: false, offVariant: null });
    expect(answerOf({ flag: child('off'), flags: [off] }).enabled).toBe(true);
    expect(answerOf({ flag: child(null), flags: [off] }).enabled).toBe(false);
    expect(answerOf({ flag: child(null), flags: [without] }).enabled).toBe(true);
    expect(answerOf({ flag: child('off'), flags: [without] }).enabled).toBe(false);
  });

  it('of null means off without a variant, unlike an override with its own value, which is on', () => {
    const child = aFlag({ key: 'child', prerequisites: requires('parent', null) });
    const parent = aTextFlag({ key: 'parent', offVariant: null });
    const given = { flag: child, flags: [parent], context: { userId: 'ada' } };
    const withOwnValue = [
      anEmergencyOverride({ flagKey: 'parent', value: 'purple' }),
      aGlobalOverride({ flagKey: 'parent', value: 'purple' }),
      aUserOverride({ flagKey: 'parent', value: 'purple' }),
    ];
    for (const override of withOwnValue) {
      expect(answerOf({ flag: parent, context: given.context, overrides: [override] })).toEqual({
        ...{ key: 'parent', value: 'purple', enabled: true, reason: 'OVERRIDE', version: 1 },
        ...{ layer: override.type, overrideId: override.id },
      });
      expect(answerOf({ ...given, overrides: [override] })).toMatchObject(FAILED);
      expect(explanationOf({ ...given, overrides: [override] }).trace).toContainEqual(
        expect.objectContaining({
          outcome: 'won',
          detail: '"parent" returns a value that is not a variant, but must return off without a variant',
          prerequisites: [expect.objectContaining({ outcome: 'another variant', returned: null, enabled: true })],
        }),
      );
    }
    const exclude = aUserOverride({ flagKey: 'parent', overrideType: 'exclude' });
    expect(answerOf({ ...given, overrides: [exclude] }).enabled).toBe(true);
  });

  it('of null holds for exactly the results that are not enabled and have no variant', () => {
    fc.assert(
      fc.property(rulesets, contexts, overrides, (ruleset, context, overrides) => {
        const options = { now: NOW, overrides: overridesFor(overrides, context) };
        const child = aFlag({ key: 'child', prerequisites: requires('a', null) });
        const free = ruleset.flags.map((flag) => ({ ...flag, prerequisites: [] }));
        const compiled = compileRuleset({ ...ruleset, flags: [...free, child] });
        const answer = evaluate(compiled, 'a', context, options);
        const { reason } = evaluate(compiled, 'child', context, options);
        if (reason === 'ERROR') return;
        expect(reason).toBe(answer.variant === undefined && !answer.enabled ? 'STATIC' : 'PREREQUISITE_FAILED');
      }),
    );
  });

  it('is evaluated for the same context, instant and overrides', () => {
    const rule = aRule({ condition: { attribute: 'country', operator: 'in', values: ['NL'] } });
    const parent = aFlag({ key: 'parent', rollout: 0, rules: [rule], expiresAt: '2027-01-01T12:00:00Z' });
    const answer = (country: string, now: number) =>
      answerOf({ flag: CHILD, flags: [parent], context: { country }, now });
    expect(answer('NL', NOW - 1).enabled).toBe(true);
    expect(answer('BE', NOW - 1).enabled).toBe(false);
    expect(answer('NL', NOW).enabled).toBe(false);
    const overrides = [aUserOverride({ flagKey: 'parent' })];
    expect(
      answerOf({ flag: CHILD, flags: [parent], context: { userId: 'ada' }, overrides, now: NOW - 1 }).enabled,
    ).toBe(true);
  });

  it('must hold, like every other prerequisite', () => {
    const flag = aFlag({ key: 'child', prerequisites: [...requires('a', 'on'), ...requires('b', 'on')] });
    const withB = (enabled: boolean) => answerOf({ flag, flags: [aFlag({ key: 'a' }), aFlag({ key: 'b', enabled })] });
    expect([withB(true).enabled, withB(false).enabled]).toEqual([true, false]);
  });

  it('on a flag whose own prerequisite does not exist counts that flag as off', () => {
    const parent = aFlag({ key: 'parent', prerequisites: requires('nowhere', 'on') });
    const child = (variant: string) => aFlag({ key: 'child', prerequisites: requires('parent', variant) });
    expect(answerOf({ flag: child('on'), flags: [parent] })).toMatchObject(FAILED);
    expect(answerOf({ flag: child('off'), flags: [parent] }).enabled).toBe(true);
  });

  it('on a broken flag fails even if it accepts off without a variant', () => {
    const parent = aFlag({ key: 'parent', rules: [aRule({ condition: { segment: 'nowhere' } })], offVariant: null });
    const flag = aFlag({ key: 'child', prerequisites: requires('parent', null) });
    expect(answerOf({ flag, flags: [parent] })).toMatchObject(FAILED);
  });
});

describe('prerequisites in a cycle', () => {
  const circle = [
    aFlag({ key: 'a', prerequisites: requires('b', 'off') }),
    aFlag({ key: 'b', prerequisites: requires('c', 'off') }),
    aFlag({ key: 'c', prerequisites: requires('a', 'off') }),
  ];
  const keys = (flags: readonly FlagConfig[]) => [...cyclicFlags(flags)].sort();

  it('R16 return off without affecting other flags', () => {
    const ruleset = compiled({ flags: [...circle, aFlag({ key: 'other' })] });
    const answers = evaluateAll(ruleset, {}, { now: NOW });
    expect(answers.map((answer) => answer.reason)).toEqual([...circle.map(() => 'PREREQUISITE_FAILED'), 'STATIC']);
    expect(explain(ruleset, 'a', {}, { now: NOW }).trace).toContainEqual({
      layer: 'prerequisites',
      outcome: 'won',
      detail: 'the prerequisites form a cycle',
      prerequisites: [{ flagKey: 'b', required: ['off'], outcome: 'cycle', detail: 'the prerequisites form a cycle' }],
    });
  });

  it('are found with the flags that lead to them, but without the flags they lead to', () => {
    const leads = aFlag({ key: 'leads', prerequisites: requires('a', 'on') });
    const end = aFlag({ key: 'end' });
    const toEnd = aFlag({ key: 'to-end', prerequisites: [...requires('end', 'on'), ...requires('nowhere', 'on')] });
    expect(keys([...circle, leads, end, toEnd])).toEqual(['a', 'b', 'c', 'leads']);
    expect(keys([end, toEnd])).toEqual([]);
    expect(keys([end])).toEqual([]);
  });

  it('can consist of a single flag', () => {
    expect(keys([aFlag({ key: 'self', prerequisites: requires('self', 'on') })])).toEqual(['self']);
  });

  it('are not found if one flag is required twice', () => {
    const twice = aFlag({ key: 'twice', prerequisites: [...requires('end', 'on'), ...requires('end', 'off')] });
    expect(keys([twice, aFlag({ key: 'end' })])).toEqual([]);
  });
});

describe('options that cannot be read', () => {
  it('are reported by each flag', () => {
    const options = {
      get now(): number {
        throw new Error('no clock');
      },
    };
    const answers = evaluateAll(compiled({ flags: [CHILD, aFlag({ key: 'parent' })] }), {}, options);
    expect(answers.map(({ reason }) => reason)).toEqual(['ERROR', 'ERROR']);
  });
});

describe('many prerequisites', () => {
  const chain = (length: number, first: FlagConfig) => [
    first,
    ...Array.from({ length: length - 1 }, (_, index) =>
      aFlag({ key: `f${index + 1}`, prerequisites: requires(`f${index}`, 'on') }),
    ),
  ];

  it.each([true, false])('in a chain of 5,000 are evaluated to its end, which is %s', (enabled) => {
    const flags = chain(5_000, aFlag({ key: 'f0', enabled }));
    const last = 'f4999';
    // In the other order, a flag comes before its prerequisite.
    for (const ruleset of [compiled({ flags }), compiled({ flags: flags.toReversed() })]) {
      expect(evaluate(ruleset, last, {}, { now: NOW })).toMatchObject(enabled ? { enabled, reason: 'STATIC' } : FAILED);
      expect(evaluateAll(ruleset, {}, { now: NOW }).filter((answer) => answer.enabled)).toHaveLength(
        enabled ? 5_000 : 0,
      );
      expect(explain(ruleset, last, {}, { now: NOW }).enabled).toBe(enabled);
    }
  });

  it('in a cycle of 5,000 return off', () => {
    const flags = chain(5_000, aFlag({ key: 'f0', prerequisites: requires('f4999', 'on') }));
    expect(cyclicFlags(flags).size).toBe(5_000);
    expect(evaluate(compiled({ flags }), 'f4999', {}, { now: NOW })).toMatchObject(FAILED);
  });

  it('evaluate a shared flag once: 60 levels of two would otherwise be 2^60 evaluations', () => {
    const flags = Array.from({ length: 60 }, (_, level) =>
      ['a', 'b'].map((side) => {
        const prerequisites = level === 0 ? [] : ['a', 'b'].flatMap((other) => requires(`${other}${level - 1}`, 'on'));
        return aFlag({ key: `${side}${level}`, prerequisites });
      }),
    ).flat();
    const ruleset = compiled({ flags });
    expect(evaluate(ruleset, 'a59', {}, { now: NOW }).enabled).toBe(true);
    expect(explain(ruleset, 'a59', {}, { now: NOW, overrides: overridesFor([], {}) }).enabled).toBe(true);
    expect(evaluateAll(ruleset, {}, { now: NOW }).every((answer) => answer.enabled)).toBe(true);
  });

  it('on one flag from all others do not take quadratic time', () => {
    const flags = Array.from({ length: 20_000 }, (_, index) => ({
      ...CHILD,
      key: `f${index}` as FlagConfig['key'],
      prerequisites: [{ flagKey: 'f0' as FlagConfig['key'], variants: ['on' as FlagConfig['onVariant']] }],
    }));
    expect(cyclicFlags(flags).size).toBe(20_000);
  });
});
