import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { aFeature, answer, aStrategy, importAll, isOn, type Json, problemsOf, variantOf } from './test-features.ts';

const text = (value: string) => ({ type: 'string', value });
const aVariant = (name: string, fields: Json = {}) => ({ name, weight: 1, ...fields });
const ids = Array.from({ length: 60 }, (_, index) => `user-${index}`);

describe('B.8 a feature with variants', () => {
  it("that is off has no variant, so that the caller's default applies", () => {
    const given = answer(importAll([aFeature({ enabled: false, variants: [aVariant('a')] })]), 'feature', {});
    expect(given).toMatchObject({ enabled: false, reason: 'DISABLED' });
    expect(given).not.toHaveProperty('value');
  });

  it('is a boolean if no variant has a weight, even with overrides', () => {
    const variants = [aVariant('a', { weight: 0, overrides: [{ contextName: 'userId', values: ['ada'] }] })];
    expect(importUnleash({ features: [aFeature({ variants })] }).ruleset.flags[0]?.type).toBe('boolean');
    expect(variantOf(aFeature({ variants }), { userId: 'ada' })).toBe('on');
  });

  it('skips variants with weight 0', () => {
    const feature = aFeature({
      variants: [aVariant('never', { weight: 0 }), aVariant('a'), aVariant('no', { weight: 0 }), aVariant('b')],
    });
    expect(new Set(ids.map((userId) => variantOf(feature, { userId })))).toEqual(new Set(['a', 'b']));
  });

  it('hashes the user, the session or the address, whichever is present first', () => {
    const feature = aFeature({ variants: [aVariant('a'), aVariant('b')] });
    for (const id of ids) {
      const expected = variantOf(feature, { userId: id, sessionId: 'other', remoteAddress: 'other' });
      expect(variantOf(feature, { sessionId: id, remoteAddress: 'other' })).toBe(expected);
      expect(variantOf(feature, { remoteAddress: id })).toBe(expected);
    }
  });

  it('uses the stickiness of the first variant', () => {
    const feature = aFeature({
      variants: [aVariant('a', { stickiness: 'country' }), aVariant('b', { stickiness: 'userId' })],
    });
    const byCountry = (country: string) =>
      new Set(ids.map((userId) => variantOf(feature, { userId, properties: { country } })));
    expect(ids.map((country) => byCountry(country).size).every((size) => size === 1)).toBe(true);
  });
});

describe('B.8 variant overrides', () => {
  const overrides = (...values: string[]) => ({ overrides: [{ contextName: 'country', values }] });
  const variants = [
    aVariant('rest'),
    aVariant('north', { weight: 0, ...overrides('no', 'se') }),
    aVariant('south', overrides('se', 'it')),
  ];
  const inCountry = (country: string | undefined, strategies: Json[] = []) => {
    return variantOf(aFeature({ variants, strategies }), { userId: 'ada', properties: { country } });
  };

  it('take precedence over the hash in their order, regardless of weights', () => {
    for (const strategies of [[], [aStrategy('default')]]) {
      expect(['no', 'se', 'it'].map((country) => inCountry(country, strategies))).toEqual(['north', 'north', 'south']);
      for (const country of ['dk', undefined]) expect(['rest', 'south']).toContain(inCountry(country, strategies));
    }
  });

  it('become rules before the rollout of the flag if there are no strategies', () => {
    const [flag] = importUnleash({ features: [aFeature({ variants })] }).ruleset.flags;
    expect(flag?.rules.map((rule) => rule.id)).toEqual(['everybody-override-1', 'everybody-override-2']);
    expect(flag).toMatchObject({ rollout: { schedule: { percentage: 100 } }, split: { algorithm: 'unleash' } });
  });

  it('do not apply to contexts that no strategy includes', () => {
    expect(inCountry('no', [aStrategy('userWithId', { userIds: 'bob' })])).toBeUndefined();
  });

  it('apply if any override of a variant holds', () => {
    const either = [{ contextName: 'userId', values: ['ada'] }, ...overrides('no').overrides];
    const feature = aFeature({ variants: [aVariant('a'), aVariant('b', { weight: 0, overrides: either })] });
    expect(variantOf(feature, { userId: 'ada' })).toBe('b');
    expect(variantOf(feature, { properties: { country: 'no' } })).toBe('b');
    expect(variantOf(feature, { userId: 'eve' })).toBe('a');
  });

  it('apply only to variants of the feature', () => {
    const own = [aVariant('a'), aVariant('b', { weight: 0, ...overrides('no') })];
    const feature = aFeature({ strategies: [aStrategy('default', {}, { variants: own })] });
    expect(variantOf(feature, { properties: { country: 'no' } })).toBe('a');
  });
});

describe('B.8 strategy variants', () => {
  const forAda = (variants?: Json[]) => aStrategy('userWithId', { userIds: 'ada', groupId: 'g' }, { variants });

  it('take precedence over those of the feature', () => {
    const feature = aFeature({
      strategies: [forAda([aVariant('own')]), aStrategy('default')],
      variants: [aVariant('shared')],
    });
    expect(variantOf(feature, { userId: 'ada' })).toBe('own');
    expect(variantOf(feature, { userId: 'bob' })).toBe('shared');
  });

  it('are hashed with the group of the strategy, by its stickiness', () => {
    const own = [aVariant('a'), aVariant('b')];
    const by = (groupId: string, stickiness: string) => {
      const strategy = aStrategy('flexibleRollout', { rollout: '100', stickiness, groupId }, { variants: own });
      return ids.map((id) =>
        variantOf(aFeature({ strategies: [strategy] }), { userId: 'ada', properties: { country: id } }),
      );
    };
    expect(new Set(by('g', 'default')).size).toBe(1);
    expect(by('g', 'country')).not.toEqual(by('h', 'country'));
    expect(by('feature', 'country')).toEqual(ids.map((userId) => variantOf(aFeature({ variants: own }), { userId })));
  });

  it('leave a feature on without a variant if another strategy matches', () => {
    const compiled = importAll([aFeature({ strategies: [forAda([aVariant('on')]), aStrategy('default')] })]);
    expect(answer(compiled, 'feature', { userId: 'ada' })).toMatchObject({ variant: 'on', enabled: true });
    expect(answer(compiled, 'feature', { userId: 'bob' })).toMatchObject({ variant: 'on-2', enabled: true });
  });

  it('leave a feature on without a variant if none of them has a weight', () => {
    expect(isOn(aFeature({ strategies: [forAda([aVariant('a', { weight: 0 })])] }), { userId: 'ada' })).toBe(true);
  });
});

describe('B.8 variants without a counterpart are a problem', () => {
  const strategy = (variants: Json[], parameters: Json = {}) => aStrategy('default', parameters, { variants });

  it.each([
    ['a name with white space at its end', aFeature({ variants: [aVariant('a ')] }), 'variant "a "'],
    [
      'different payloads for one name',
      aFeature({ strategies: [strategy([aVariant('a')]), strategy([aVariant('a', { payload: text('x') })])] }),
      'variant "a"',
    ],
    ['a duplicate name in a list', aFeature({ variants: [aVariant('a'), aVariant('a')] }), 'variant "a"'],
    [
      'a missing group',
      aFeature({ strategies: [strategy([aVariant('a'), aVariant('b')])] }),
      'variants of strategy "default", groupId',
    ],
    [
      'only weights of 0 if the feature has other variants',
      aFeature({ strategies: [strategy([aVariant('a', { weight: 0 })])], variants: [aVariant('b')] }),
      'variants of strategy "default"',
    ],
    ['a weight that is not whole', aFeature({ variants: [aVariant('a', { weight: 0.5 })] }), 'variants.0.weight'],
    ['no weight', aFeature({ variants: [{ name: 'a' }] }), 'variants.0.weight'],
    ['a negative weight', aFeature({ variants: [aVariant('a', { weight: -1 })] }), 'variants.0.weight'],
    ['a name that is not in normalization form C', aFeature({ variants: [aVariant('e\u0301')] }), 'variant "e\u0301"'],
    [
      'a group that is not text',
      aFeature({ strategies: [strategy([aVariant('a'), aVariant('b')], { groupId: 7 })] }),
      'strategy "default", groupId',
    ],
    ['an empty name', aFeature({ variants: [aVariant('')] }), 'variant ""'],
    ['an empty stickiness', aFeature({ variants: [aVariant('a', { stickiness: '' })] }), 'variants.0.stickiness'],
    ['an unknown field', aFeature({ variants: [aVariant('a', { enabled: false })] }), 'variants.0'],
    [
      'an override without values',
      aFeature({ variants: [aVariant('a', { overrides: [{ contextName: 'userId' }] })] }),
      'variants.0.overrides.0.values',
    ],
    [
      'an override with an unknown field',
      aFeature({ variants: [aVariant('a', { overrides: [{ contextName: 'a', values: [], inverted: true }] })] }),
      'variants.0.overrides.0',
    ],
    [
      'payloads if the feature can be on without a variant',
      aFeature({ strategies: [strategy([aVariant('a', { payload: text('x') })]), aStrategy('default')] }),
      'variants',
    ],
    [
      'more variants than fit',
      aFeature({ variants: Array.from({ length: 101 }, (_, index) => aVariant(`v${index}`)) }),
      'variants',
    ],
  ])('%s', (_name, feature, construct) => {
    expect(problemsOf([feature])).toContain(`feature: ${construct}`);
  });

  it('but not if a weight is fixed', () => {
    expect(problemsOf([aFeature({ variants: [aVariant('a', { weightType: 'fix' })] })])).toEqual([]);
  });

  it('but not if the group makes no difference', () => {
    const lists = [
      [aVariant('a'), aVariant('b', { weight: 0 })],
      [aVariant('a', { stickiness: 'random' }), aVariant('b')],
    ];
    for (const list of lists) expect(problemsOf([aFeature({ strategies: [strategy(list)] })])).toEqual([]);
  });
});
