import { DomainError } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { aFeature, aStrategy, problemsOf } from './test-features.ts';

/** The paths of the problems of a state. */
function refusal(state: unknown, environment?: string): string[] {
  try {
    importUnleash(state, environment === undefined ? {} : { environment });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.failure.code !== 'VALIDATION_FAILED') throw error;
    return error.failure.details.map((detail) => detail.path);
  }
}

describe('B.8 importUnleash', () => {
  it.each([
    [undefined, 'state'],
    ['{}', 'state'],
    [{}, 'state.features'],
    [{ features: [], flags: [] }, 'state'],
    [{ version: 3, features: [] }, 'state.version'],
    [{ features: {} }, 'state.features'],
    [{ features: [], segments: 'all' }, 'state.segments'],
  ])('rejects %o', (state, path) => {
    expect(refusal(state)).toEqual([path]);
  });

  it('returns a snapshot for the given environment', () => {
    expect(importUnleash({ features: [] }, { environment: 'production' }).ruleset).toEqual({
      environment: 'production',
      version: 0,
      permitsSessionOverrides: false,
      flags: [],
      segments: [],
      overrides: [],
    });
    expect(importUnleash({ features: [] }).ruleset.environment).toBe('development');
    expect(refusal({ features: [] }, 'No Such')).toEqual(['environment']);
  });

  it('does not change its input', () => {
    const state = {
      features: [aFeature({ strategies: [aStrategy('default')], dependencies: [{ feature: 'missing' }] })],
    };
    const before = JSON.stringify(state);
    importUnleash(state);
    expect(JSON.stringify(state)).toBe(before);
  });

  it('keeps names as salts, and strategies as rules in their order', () => {
    const strategies = [aStrategy('gradualRolloutUserId', { percentage: '10', groupId: 'g' }), aStrategy('default')];
    const [flag] = importUnleash({ features: [aFeature({ strategies })] }).ruleset.flags;
    expect(flag).toMatchObject({ key: 'feature', salt: 'feature', type: 'boolean' });
    expect(flag?.rules.map(({ id, description }) => `${id}: ${description}`)).toEqual([
      'strategy-1: Unleash strategy "gradualRolloutUserId"',
      'strategy-2: Unleash strategy "default"',
    ]);
    expect(flag?.rules[0]?.rollout).toMatchObject({
      algorithm: 'unleash',
      salt: 'g',
      schedule: { kind: 'fixed', percentage: 10 },
    });
  });

  it('reports every problem of a feature and imports the others', () => {
    const constraints = [{ contextName: 'age', operator: 'NUM_GT', value: '0x1A' }];
    const features = [
      aFeature({ name: 'fine' }),
      aFeature({ name: 'very wrong', strategies: [aStrategy('byTenant', {}, { constraints })] }),
    ];
    expect(problemsOf(features)).toEqual([
      'very wrong: name',
      'very wrong: strategy "byTenant"',
      'very wrong: constraint NUM_GT on "age"',
    ]);
    expect(importUnleash({ features }).ruleset.flags.map((flag) => flag.key)).toEqual(['fine']);
  });

  it.each([
    ['a name with white space', [aFeature({ name: 'a b' })], ['a b: name']],
    ['a name that is too long', [aFeature({ name: 'a'.repeat(300) })], [`${'a'.repeat(300)}: name`]],
    ['a name that is not in normalization form C', [aFeature({ name: 'e\u0301' })], ['e\u0301: name']],
    ['no name', [{ enabled: true, strategies: [] }], ['features[0]: name']],
    ['no feature', ['feature'], ['features[0]: feature']],
    ['no enabled', [{ name: 'a', strategies: [] }], ['a: enabled']],
    ['strategies that are not a list', [aFeature({ strategies: 'default' })], ['feature: strategies']],
    [
      'unknown parameters',
      [aFeature({ strategies: [aStrategy('default', { a: 'b' })] })],
      ['feature: strategy "default", parameters'],
    ],
    ['a duplicate name', [aFeature(), aFeature({ enabled: false })], ['feature: name', 'feature: name']],
    ['too many strategies', [aFeature({ strategies: Array(201).fill(aStrategy('default')) })], ['feature: rules']],
  ])('reports %s as a problem of that feature', (_name, features, problems) => {
    expect(problemsOf([...features, aFeature({ name: 'fine' })])).toEqual(problems);
  });
});
