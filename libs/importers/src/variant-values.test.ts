import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { aFeature, type Json, problemsOf } from './test-features.ts';

const text = (value: string) => ({ type: 'string', value });
const aVariant = (name: string, fields: Json = {}) => ({ name, weight: 1, ...fields });

/** The type of the flag and the values of its variants. */
function valuesOf(variants: Json[], fields: Json = {}) {
  const flag = importUnleash({ features: [aFeature({ variants, ...fields })] }).ruleset.flags[0];
  return { type: flag?.type, values: flag?.variants.map(({ value }) => value) };
}

describe('B.8 the values of variants', () => {
  it.each([
    ['string', ['x', ''], 'string', ['x', '']],
    ['csv', ['x,y'], 'string', ['x,y']],
    ['number', ['1.20', '-3e2'], 'number', [1.2, -300]],
    ['json', ['{"size":[1, "12345678901234567890"]}', '[]'], 'json', [{ size: [1, '12345678901234567890'] }, []]],
  ])('are the payloads, if all are of the type %s', (payloadType, payloads, type, values) => {
    const variants = payloads.map((value, index) => aVariant(`v${index}`, { payload: { type: payloadType, value } }));
    expect(valuesOf(variants)).toEqual({ type, values });
  });

  it('are the names, if there is no payload', () => {
    expect(valuesOf([aVariant('a'), aVariant('b', { payload: null })])).toEqual({ type: 'string', values: ['a', 'b'] });
  });

  it.each([
    ['of two types', [text('x'), { type: 'number', value: '1' }], 'variants'],
    ['of two types that are both text', [text('x'), { type: 'csv', value: 'x' }], 'variants'],
    ['missing for one', [text('x'), undefined], 'variants'],
    ['not numbers', [{ type: 'number', value: 'one' }], 'variant "v0"'],
    ['empty numbers', [{ type: 'number', value: '' }], 'variant "v0"'],
    ['numbers that would lose digits', [{ type: 'number', value: '9007199254740993' }], 'variant "v0"'],
    ['invalid JSON', [{ type: 'json', value: '{' }], 'variant "v0"'],
    ['JSON that is neither object nor list', [{ type: 'json', value: '7' }], 'variant "v0"'],
    ['JSON with invalid names', [{ type: 'json', value: '{"__proto__":1}' }], 'variant "v0"'],
    ['JSON with numbers that would lose digits', [{ type: 'json', value: '[{"a":9007199254740993}]' }], 'variant "v0"'],
    ['JSON that is too deep', [{ type: 'json', value: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }], 'variant "v0"'],
    ['of an unknown type', [{ type: 'toml', value: 'a = 1' }], 'variant "v0"'],
    ['not text', [{ type: 'number', value: 1 }], 'variants.0.payload.value'],
    ['of another shape', [{ type: 'string', value: 'a', encoding: 'base64' }], 'variants.0.payload'],
  ])('are a problem if payloads are %s', (_name, payloads, construct) => {
    const variants = payloads.map((payload, index) => aVariant(`v${index}`, { payload }));
    expect(problemsOf([aFeature({ variants })])).toEqual([`feature: ${construct}`]);
  });

  it('are a problem if the flag has another type in another environment', () => {
    const features = [
      aFeature({ variants: [aVariant('a', { payload: text('x') })] }),
      aFeature({ name: 'same', variants: [aVariant('a')] }),
      aFeature({ name: 'child', dependencies: [{ feature: 'feature' }] }),
    ];
    const flagTypes = new Map([
      ['feature', 'number' as const],
      ['same', 'string' as const],
    ]);
    const { ruleset, problems } = importUnleash({ features }, { flagTypes });
    expect(ruleset.flags.map((flag) => flag.key)).toEqual(['same']);
    expect(problems).toEqual([
      {
        feature: 'feature',
        construct: 'variants',
        message: expect.stringContaining('number in a flag that exists already'),
      },
      { feature: 'child', construct: 'dependency "feature"', message: 'that feature was not imported' },
    ]);
  });
});
