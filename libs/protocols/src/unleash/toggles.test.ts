import type { Evaluation, VariantKey } from '@burgee/contracts';
import { aFlag, aTextFlag } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { countsOfUnleash } from './counts.ts';
import { specLevelOf } from './spec-level.ts';
import { toUnleashToggle } from './toggles.ts';

describe('15.5 the toggle of a flag', () => {
  const on: Pick<Evaluation, 'enabled' | 'variant' | 'value'> = {
    enabled: true,
    variant: 'on' as VariantKey,
    value: true,
  };

  it('exists only if the flag is on', () => {
    expect(toUnleashToggle(aFlag(), { ...on, enabled: false })).toBeUndefined();
    expect(toUnleashToggle(aFlag(), on)).toMatchObject({ name: 'flag', variant: { name: 'disabled', enabled: false } });
  });

  it('has the variant and its value', () => {
    const blue = { enabled: true, variant: 'blue' as VariantKey, value: 'blue' };
    const payload = { type: 'string', value: 'blue' };
    expect(toUnleashToggle(aTextFlag(), blue)?.variant).toMatchObject({ name: 'blue', enabled: true, payload });
    expect(toUnleashToggle(aTextFlag(), { enabled: true, value: 'x' })?.variant.name).toBe('override');
    expect(toUnleashToggle(aTextFlag(), { enabled: true })?.variant.name).toBe('disabled');
  });
});

describe('15.5 what an SDK counted', () => {
  it('is how often a boolean flag was on and off', () => {
    const variants = new Map([['disabled', 5]]);
    expect(countsOfUnleash(aFlag(), { yes: 3, no: 2, variants })).toEqual([
      { variant: 'on', count: 3 },
      { variant: 'off', count: 2 },
    ]);
  });

  it('is how often each variant was returned, and how often none was asked for', () => {
    const variants = new Map([...Object.entries({ blue: 2, disabled: 1, control: 9, purple: 1 })]);
    expect(countsOfUnleash(aTextFlag(), { yes: 4, no: 1, variants })).toEqual([
      { variant: 'blue', count: 2 },
      { variant: null, count: 2 },
      { variant: 'control', count: 1 },
    ]);
    expect(countsOfUnleash(aTextFlag(), { yes: 0, no: 0, variants: new Map() })).toEqual([]);
  });
});

it.each([
  [undefined, 4],
  ['', 4],
  ['4.5.1', 4],
  ['5.2.0', 5],
  ['6.0.0', 6],
  ['17.1.0', 6],
  ['five', 4],
])('15.5 an SDK with the client specification %s has level %i', (version, level) => {
  expect(specLevelOf(version)).toBe(level);
});
