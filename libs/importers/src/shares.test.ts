import type { Evaluation } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import { aFeature, answer, aStrategy, importAll, type Json, randomNumbers } from './test-features.ts';

const DRAWS = 30_000;

/** The percentage of each result for one context with random numbers. */
function sharesOf(
  features: Json[],
  context: UnleashContext,
  tell: (given: Evaluation) => string = isOn,
): Record<string, number> {
  const compiled = importAll(features);
  const random = randomNumbers(1);
  const shares: Record<string, number> = {};
  for (let draw = 0; draw < DRAWS; draw++) {
    const told = tell(answer(compiled, 'feature', context, random()));
    shares[told] = (shares[told] ?? 0) + 100 / DRAWS;
  }
  return shares;
}

const isOn = (given: Evaluation) => (given.enabled ? 'on' : 'off');
const variant = (given: Evaluation) => given.variant ?? 'off';

function expectShares(actual: Record<string, number>, expected: Record<string, number>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, share] of Object.entries(expected))
    expect(Math.abs((actual[name] as number) - share)).toBeLessThan(1.5);
}

const byChance = (rollout: string, fields: Json = {}) =>
  aStrategy('flexibleRollout', { rollout, stickiness: 'random' }, fields);
const A_QUARTER = [
  { name: 'few', weight: 250, stickiness: 'random' },
  { name: 'many', weight: 750, stickiness: 'random' },
];

describe('B.8 a random decision of Unleash', () => {
  it.each([
    ['gradualRolloutRandom', aStrategy('gradualRolloutRandom', { percentage: '20' })],
    ['random stickiness', byChance('20')],
    [
      'default stickiness without an id',
      aStrategy('flexibleRollout', { rollout: '20', stickiness: 'default', groupId: 'g' }),
    ],
  ])('has the share of its rollout: %s', (_name, strategy) => {
    expectShares(sharesOf([aFeature({ strategies: [strategy] })], { properties: { country: 'no' } }), {
      on: 20,
      off: 80,
    });
  });

  it('is drawn again for every strategy', () => {
    expectShares(sharesOf([aFeature({ strategies: [byChance('50'), byChance('50')] })], {}), { on: 75, off: 25 });
  });

  it('is drawn again for a feature and its dependency', () => {
    const parent = aFeature({ name: 'parent', strategies: [byChance('50')] });
    const child = aFeature({ strategies: [byChance('50')], dependencies: [{ feature: 'parent' }] });
    expectShares(sharesOf([parent, child], {}), { on: 25, off: 75 });
  });

  it('serves variants by weight inside a partial rollout', () => {
    const feature = aFeature({ strategies: [byChance('40')], variants: A_QUARTER });
    expectShares(sharesOf([feature], { userId: 'ada' }, variant), { few: 10, many: 30, off: 60 });
  });

  it('serves strategy variants by weight, even for two strategies', () => {
    const feature = aFeature({
      strategies: [byChance('50', { variants: A_QUARTER }), byChance('50', { variants: A_QUARTER })],
    });
    expectShares(sharesOf([feature], {}, variant), { few: 75 / 4, many: (75 * 3) / 4, off: 25 });
  });

  it('is drawn once for a strategy with variant overrides', () => {
    const overridden = { ...A_QUARTER[1], overrides: [{ contextName: 'userId', values: ['ada'] }] };
    const feature = aFeature({ strategies: [byChance('40')], variants: [A_QUARTER[0] as Json, overridden] });
    expectShares(sharesOf([feature], { userId: 'ada' }, variant), { many: 40, off: 60 });
    expectShares(sharesOf([feature], { userId: 'bob' }, variant), { few: 10, many: 30, off: 60 });
    const both = A_QUARTER.map((each) => ({ ...each, overrides: overridden.overrides }));
    const twice = aFeature({ strategies: [byChance('40')], variants: both });
    expectShares(sharesOf([twice], { userId: 'ada' }, variant), { few: 40, off: 60 });
  });

  it('chooses a variant if the field of its stickiness is missing', () => {
    const variants = A_QUARTER.map((each) => ({ ...each, stickiness: 'country' }));
    expectShares(sharesOf([aFeature({ variants })], { userId: 'ada' }, variant), { few: 25, many: 75 });
    expectShares(sharesOf([aFeature({ variants })], { properties: { country: 'no' } }, variant), { many: 100 });
  });
});
