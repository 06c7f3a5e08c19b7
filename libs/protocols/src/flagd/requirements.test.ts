import { aFlag, aGlobalOverride, aRollout, aRule, aTextFlag, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { exported, exportOf, targetingOf } from './test-export.ts';

const requires = (flagKey: string, ...variants: (string | null)[]) => [{ flagKey, variants }];
const child = (...variants: (string | null)[]) => aFlag({ prerequisites: requires('other', ...variants) });
const isStaff = { attribute: 'staff', operator: 'exists' as const };
const STAFF = { '!==': [{ var: 'staff' }, null] };

describe('15.4 flagd: a prerequisite', () => {
  it('that always or never holds is decided by the export', () => {
    expect(targetingOf({ flags: [child('on'), aFlag({ key: 'other' })] })).toBe('on');
    expect(exported({ flags: [child('off'), aFlag({ key: 'other' })] })).toMatchObject({ defaultVariant: 'off' });
    expect(exported({ flags: [child('on')] })).not.toHaveProperty('targeting');
  });

  it('without a variant is off, or an override that is', () => {
    const other = aTextFlag({
      key: 'other',
      offVariant: null,
      rollout: 0,
      rules: [aRule({ condition: isStaff, serve: 'blue' })],
    });
    expect(targetingOf({ flags: [child(null), other] })).toEqual({
      if: [{ '!': [{ in: [{ if: [STAFF, 'blue', ''] }, ['']] }] }, 'off', 'on'],
    });
    const purple = [aGlobalOverride({ flagKey: 'other', value: 'purple' })];
    expect(exported({ flags: [child(null), other], overrides: purple })).not.toHaveProperty('targeting');
    const boolean = aFlag({ key: 'other', variants: { on: true }, offVariant: null });
    const off = [aGlobalOverride({ flagKey: 'other', value: false })];
    expect(targetingOf({ flags: [child(null), boolean], overrides: off })).toBe('on');
  });

  it('in a cycle never holds', () => {
    const flags = [child('on'), aFlag({ key: 'other', prerequisites: requires('flag', 'on') })];
    expect(Object.values(exportOf({ flags }).definitions.flags)).toMatchObject([
      { defaultVariant: 'off' },
      { defaultVariant: 'off' },
    ]);
  });

  it('that flagd cannot express leaves out the flag, with the reason', () => {
    const other = aFlag({ key: 'other', rollout: aRollout(50, { algorithm: 'sha256' }) });
    expect(exported({ flags: [child('on'), other] })).toBe(
      'The flag requires "other", which uses the hash sha256, which flagd does not have.',
    );
  });

  it('that is too large leaves out the flag', () => {
    const users = Array.from({ length: 2_000 }, (_, number) =>
      aUserOverride({ flagKey: 'other', target: `user-${number}` }),
    );
    const flags = [child('on'), aFlag({ key: 'other', rollout: 0 })];
    expect(exported({ flags, users })).toBe(
      'The flag requires "other", which is too large to be repeated in the flags that require it.',
    );
    expect(exported({ flags, users }, 'other')).toMatchObject({
      state: 'ENABLED',
    });
  });

  it('may be one of thousands in a chain, in any order', () => {
    const flags = Array.from({ length: 2_000 }, (_, index) =>
      aFlag({ key: `f${index}`, prerequisites: index === 0 ? [] : requires(`f${index - 1}`, 'on') }),
    );
    for (const ordered of [flags, flags.toReversed()]) {
      const { definitions, unmapped } = exportOf({ flags: ordered });
      expect(Object.keys(definitions.flags)).toEqual(ordered.map(({ key }) => key));
      expect(unmapped).toEqual([]);
    }
  });
});
