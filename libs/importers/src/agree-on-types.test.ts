import type { FlagType } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importUnleashExport } from './import-unleash-export.ts';
import { asNested, sharing } from './test-exports.ts';
import { answer, compileImported, type Json } from './test-features.ts';
import { STATE } from './test-states.ts';

const payload = (type: string, value: string) => ({ type, value });
const aVariant = (name: string, fields: Json = {}) => ({ name, weight: 1, ...fields });
const one = (type: string, value: string) => [aVariant('blue', { payload: payload(type, value) })];
const NAMED = [aVariant('blue'), aVariant('red')];

/** An export of a feature with these variants in each environment, and of another that requires it. */
function exportOf(variants: Record<string, Json[]>): Json {
  const environments = Object.entries(variants).map(([name, list]) => {
    return { name, enabled: true, strategies: [], variants: list };
  });
  const plain = environments.map(({ name }) => ({ name, enabled: true, strategies: [] }));
  return {
    features: [
      { name: 'feature', environments },
      { name: 'child', dependencies: [{ feature: 'feature' }], environments: plain },
    ],
  };
}

function importWith(variants: Record<string, Json[]>, known: Record<string, FlagType> = {}) {
  return importUnleashExport(exportOf(variants), { flagTypes: new Map(Object.entries(known)) }).environments;
}

const keysIn = (variants: Record<string, Json[]>, known?: Record<string, FlagType>) =>
  importWith(variants, known).map(({ ruleset }) => ruleset.flags.map(({ key }) => key));

/** The type of the flag and its values, in each environment. */
const valuesIn = (variants: Record<string, Json[]>, known?: Record<string, FlagType>) =>
  importWith(variants, known).map(({ ruleset }) => {
    const flag = ruleset.flags.find(({ key }) => key === 'feature');
    return [flag?.type, ...(flag?.variants ?? []).map(({ value }) => value)];
  });

describe('15.6 variant types that differ between environments', () => {
  it('become json in all of them, if every payload is the text of an object or a list', () => {
    const variants = { staging: one('string', '{"a":1}'), live: one('json', '[2]') };
    const json = [
      ['json', { a: 1 }],
      ['json', [2]],
    ];
    expect(valuesIn(variants)).toEqual(json);
    expect(valuesIn(variants, { feature: 'json' })).toEqual(json);
    expect(keysIn(variants)).toEqual(Array(2).fill(['feature', 'child']));
    const { staging } = variants;
    expect(valuesIn({ staging }, { feature: 'json' })).toEqual([['json', { a: 1 }]]);
    expect(valuesIn({ staging, live: one('csv', '{}') })).toEqual([
      ['string', '{"a":1}'],
      ['string', '{}'],
    ]);
  });

  it('become names in all of them, if there are no payloads', () => {
    const variants = { staging: [], live: NAMED };
    const named = [
      ['string', 'on'],
      ['string', 'blue', 'red'],
    ];
    expect(valuesIn(variants)).toEqual(named);
    expect(valuesIn(variants, { feature: 'string' })).toEqual(named);
    const [staging, live] = importWith(variants).map(compileImported);
    expect(staging && answer(staging, 'feature', {})).toMatchObject({ enabled: true, variant: 'on' });
    expect(live && answer(live, 'child', {}).enabled).toBe(true);
  });

  it.each<[string, Record<string, Json[]>, string, Record<string, FlagType>?]>([
    [
      'a text and a number',
      { staging: one('string', 'b'), live: one('number', '1') },
      'string in "staging", number in "live"',
    ],
    [
      'JSON and a text that is not',
      { staging: one('string', 'b'), live: one('json', '{}') },
      'string in "staging", json in "live"',
    ],
    ['no variants and payloads', { staging: [], live: one('string', 'b') }, 'boolean in "staging", string in "live"'],
    ['no variants and one named on', { staging: [], live: [aVariant('on')] }, 'boolean in "staging", string in "live"'],
    [
      'no variants, and a flag with texts',
      { live: [] },
      'boolean in "live", string in a flag that exists already',
      { feature: 'string' },
    ],
    [
      'names, and a boolean flag',
      { live: NAMED },
      'string in "live", boolean in a flag that exists already',
      { feature: 'boolean' },
    ],
  ])('are named in every environment, with those to change: %s', (_name, variants, types, known) => {
    for (const { ruleset, problems } of importWith(variants, known)) {
      expect(ruleset.flags).toEqual([]);
      expect(problems).toEqual([
        {
          feature: 'feature',
          construct: 'variants',
          message: `its type would be ${types}, but a flag has the same type everywhere: make its variants alike`,
        },
        { feature: 'child', construct: 'dependency "feature"', message: 'that feature was not imported' },
      ]);
    }
  });

  it('never remain, for any export', () => {
    const seen = { shared: 0, named: 0 };
    fc.assert(
      fc.property(STATE, STATE, (staging, other) => {
        const live = sharing(staging, other);
        const { environments } = importUnleashExport(asNested({ staging, live }));
        const [first, second] = environments.map(
          ({ ruleset }) => new Map(ruleset.flags.map((flag) => [flag.key, flag])),
        );
        for (const [key, flag] of first ?? []) {
          const there = second?.get(key);
          if (there) expect(there.type).toBe(flag.type);
          if (there) seen.shared++;
        }
        const names = environments.map(({ problems }) =>
          problems.map(({ feature, message }) => `${feature} ${message}`),
        );
        seen.named += (names[0] ?? []).filter((name) => /its type would/.test(name) && names[1]?.includes(name)).length;
      }),
      { numRuns: 100 },
    );
    // Without this check, importing nothing would pass too.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
