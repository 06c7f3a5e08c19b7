import { describe, expect, it } from 'vitest';
import { HOUR_MS } from './durations.ts';
import { type FlagConfig, newFlagConfig } from './flag.ts';
import { FlagKey } from './ids.ts';
import { type Reach, reachOf } from './reach.ts';
import { type Rollout, rolloutOf, type Schedule } from './rollout.ts';
import { Rule } from './rule.ts';
import { Split } from './split.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const by = (schedule: Schedule): Rollout => ({ ...rolloutOf(0), schedule });
const steps = (...all: readonly (readonly [hours: number, percentage: number])[]) =>
  by({ kind: 'steps', steps: all.map(([hours, percentage]) => ({ at: at(hours), percentage })) });
const ramp = (from: number, to: number, start: number, end: number) =>
  by({ kind: 'ramp', from, to, startAt: at(start), endAt: at(end) });

const inCountry = { attribute: 'country', operator: 'in', values: ['DE'] };
const rule = (fields: object = {}) =>
  Rule.parse({ id: 'r', condition: inCountry, serve: { kind: 'variant', variant: 'on' }, ...fields });
const split = (on: number) =>
  Split.parse({
    weights: [
      { variant: 'on', weight: on },
      { variant: 'off', weight: 100_000 - on },
    ],
    ranges: [
      ...(on > 0 ? [{ variant: 'on', from: 0, to: on }] : []),
      ...(on < 100_000 ? [{ variant: 'off', from: on, to: 100_000 }] : []),
    ],
  });
const offForAll = rule({ condition: { all: [] }, serve: { kind: 'variant', variant: 'off' } });

type Case = readonly [what: string, fields: object, reach: Reach];
const cases: readonly Case[] = [
  ['0% and no rule', {}, 'nobody'],
  ['the least percentage', { rollout: rolloutOf(0.001) }, 'someone'],
  ['one rule', { rules: [rule()] }, 'someone'],
  ['a rule with a rollout of 0%', { rules: [rule({ rollout: rolloutOf(0) })] }, 'nobody'],
  ['a rule that serves off alone', { rules: [rule({ serve: { kind: 'variant', variant: 'off' } })] }, 'nobody'],
  ['a rule for nobody', { rules: [rule({ condition: { any: [] } })] }, 'nobody'],
  ['a rule with a contradiction', { rules: [rule({ condition: { all: [inCountry, { any: [] }] } })] }, 'nobody'],
  ['a rule for the opposite of everyone', { rules: [rule({ condition: { not: { all: [] } } })] }, 'nobody'],
  ['a rule for any of an empty list', { rules: [rule({ condition: { ...inCountry, values: [] } })] }, 'nobody'],
  [
    'a rule for none of an empty list',
    { rules: [rule({ condition: { ...inCountry, operator: 'notIn', values: [] } })] },
    'someone',
  ],
  ['a rule for a country or no one', { rules: [rule({ condition: { any: [inCountry, { any: [] }] } })] }, 'someone'],
  ['a rule for a country or everyone', { rules: [rule({ condition: { any: [inCountry, { all: [] }] } })] }, 'someone'],
  ['a rule for all but one country', { rules: [rule({ condition: { not: inCountry } })] }, 'someone'],
  [
    'a rule with a split whose on variant has weight 0',
    { rules: [rule({ serve: { kind: 'split', split: split(0) } })] },
    'nobody',
  ],
  ['a rule with a split', { rules: [rule({ serve: { kind: 'split', split: split(1) } })] }, 'someone'],
  ['off for everyone by a rule above the rollout', { rollout: rolloutOf(50), rules: [offForAll] }, 'off'],
  [
    'off for half by a rule above the rollout',
    { rollout: rolloutOf(50), rules: [{ ...offForAll, rollout: rolloutOf(50) }] },
    'someone',
  ],
  ['a rule below one that is off for everyone', { rules: [offForAll, rule()] }, 'off'],
  ['a rule above one that is off for everyone', { rules: [rule(), offForAll] }, 'someone'],
  ['a split whose on variant has weight 0', { rollout: rolloutOf(50), split: split(0) }, 'off'],
  ['a split', { rollout: rolloutOf(50), split: split(1) }, 'someone'],
  [
    'a split without an attribute to hash',
    { rollout: rolloutOf(50), offVariant: 'on', split: { ...split(1), bucketBy: [] } },
    'off',
  ],
  ['the off variant as the on variant', { rollout: rolloutOf(50), onVariant: 'off' }, 'off'],
  ['no off variant', { rollout: rolloutOf(50), onVariant: 'off', offVariant: null }, 'someone'],
  ['steps in the future', { rollout: steps([1, 5]) }, 'someone'],
  ['steps that lead to 0%', { rollout: steps([-2, 50], [-1, 0]) }, 'nobody'],
  ['unordered steps', { rollout: steps([-1, 0], [-2, 50]) }, 'nobody'],
  ['a step that another one at its instant replaces', { rollout: steps([1, 50], [1, 0]) }, 'nobody'],
  ['steps after the end', { rollout: steps([2, 50]), expiresAt: at(1) }, 'nobody'],
  ['a ramp in the future', { rollout: ramp(0, 100, 1, 2) }, 'someone'],
  ['a falling ramp', { rollout: ramp(100, 0, -1, 1) }, 'someone'],
  ['a ramp that has fallen to 0%', { rollout: ramp(100, 0, -2, -1) }, 'nobody'],
  ['a ramp after the end', { rollout: ramp(0, 100, 2, 3), expiresAt: at(1) }, 'nobody'],
  ['an end in the past', { rollout: rolloutOf(100), expiresAt: at(0) }, 'expired'],
  ['an end in the future', { rollout: rolloutOf(100), expiresAt: at(1) }, 'someone'],
  [
    'a part of contexts without an attribute to hash',
    { rollout: { ...rolloutOf(50), bucketBy: [], missing: 'excluded' } },
    'nobody',
  ],
  [
    'all contexts without an attribute to hash',
    { rollout: { ...rolloutOf(100), bucketBy: [], missing: 'excluded' } },
    'someone',
  ],
  [
    'a prerequisite, which is ignored',
    { rollout: rolloutOf(5), prerequisites: [{ flagKey: 'a', variants: ['on'] }] },
    'someone',
  ],
];

describe('a flag that is switched on', () => {
  it.each(cases)('with %s (%j) reaches: %s', (_what, fields, reach) => {
    const config: FlagConfig = { ...newFlagConfig(FlagKey.parse('flag')), ...fields };
    expect(reachOf(config, NOW)).toBe(reach);
  });
});
