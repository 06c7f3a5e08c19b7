import type { FlagConfig } from '@burgee/contracts';
import { aFlag, aRule, aRuleset, aSegment, aSplit, aTextFlag } from '@burgee/testing';
import { rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFlagProblems } from './check.ts';
import { compileRuleset } from './ruleset.ts';

const problemsOf = (flag: FlagConfig) => findFlagProblems(flag, [aSegment({ key: 'beta' })]);

describe('findFlagProblems', () => {
  it('finds no problems in a flag that can be evaluated', () => {
    const flag = aTextFlag({
      rules: [aRule({ condition: { segment: 'beta' }, serve: 'green' })],
      split: aSplit({ blue: 1, green: 1 }),
      prerequisites: [{ flagKey: 'elsewhere', variants: ['on'] }],
      expiresAt: '2028-01-01T00:00:00Z',
    });
    expect(problemsOf(flag)).toEqual([]);
  });

  it('finds values of another type and duplicate variants', () => {
    const variants = [
      { key: 'on', value: 'yes' },
      { key: 'off', value: false },
      { key: 'on', value: true },
    ];
    expect(problemsOf({ ...aFlag(), variants: variants as FlagConfig['variants'] })).toEqual([
      { path: 'variants.0.value', message: "must be of the flag's type, boolean" },
      { path: 'variants.2.key', message: '"on" appears twice' },
    ]);
  });

  it('finds on and off variants that do not exist', () => {
    expect(problemsOf(aFlag({ onVariant: 'blue', offVariant: 'green' }))).toEqual([
      { path: 'onVariant', message: 'there is no variant "blue"' },
      { path: 'offVariant', message: 'there is no variant "green"' },
    ]);
    expect(problemsOf(aFlag({ offVariant: null }))).toEqual([]);
  });

  it('finds duplicate ids of rules', () => {
    const rules = ['a', 'b', 'a'].map((id) => aRule({ id }));
    expect(problemsOf(aFlag({ rules }))).toEqual([{ path: 'rules.2.id', message: '"a" appears twice' }]);
  });

  it.each<[string, string, Parameters<typeof aTextFlag>[0]]>([
    [
      'rules.1.condition',
      'there is no segment "gamma"',
      { rules: [aRule({ id: 'a', serve: 'blue' }), aRule({ condition: { segment: 'gamma' } })] },
    ],
    ['rules.0.serve.variant', 'there is no variant "red"', { rules: [aRule({ serve: 'red' })] }],
    ['rules.0.serve.split', 'there is no variant "red"', { rules: [aRule({ serve: aSplit({ red: 1 }) })] }],
    ['split', 'there is no variant "red"', { split: aSplit({ blue: 1, red: 1 }) }],
  ])('finds a problem at %s: %s', (path, message, fields) => {
    expect(problemsOf(aTextFlag(fields))).toEqual([{ path, message }]);
  });

  it('finds a problem in every flag that is broken in a ruleset', () => {
    fc.assert(
      fc.property(rulesets, ({ flags, segments }) => {
        const { broken } = compileRuleset(aRuleset({ flags, segments }));
        const brokenKeys = broken.map(({ key }) => key);
        for (const flag of flags) {
          if (brokenKeys.includes(flag.key)) expect(findFlagProblems(flag, segments)).not.toEqual([]);
        }
      }),
    );
  });
});
