import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import { aFeature, answer, aStrategy, importAll, isOn, type Json, problemsOf } from './test-features.ts';

function matches(name: string, parameters: Json, context: UnleashContext = {}): boolean {
  return isOn(aFeature({ strategies: [aStrategy(name, parameters)] }), context);
}

const ids = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
/** The number of ids that a strategy matches. */
function included(name: string, parameters: Json): number {
  const compiled = importAll([aFeature({ strategies: [aStrategy(name, parameters)] })]);
  return ids.filter((userId) => answer(compiled, 'feature', { userId }).enabled).length;
}

describe('B.8 a feature', () => {
  it('with an empty list of strategies is on, and off if it is disabled', () => {
    expect(isOn(aFeature())).toBe(true);
    expect(isOn(aFeature({ enabled: false }))).toBe(false);
    expect(isOn(aFeature({ enabled: false, strategies: [aStrategy('default')] }))).toBe(false);
  });

  it('is on if any of its strategies matches', () => {
    const strategies = [aStrategy('userWithId', { userIds: 'ada' }), aStrategy('userWithId', { userIds: 'bob' })];
    expect(['ada', 'bob', 'eve'].map((userId) => isOn(aFeature({ strategies }), { userId }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('can omit lists and parameters, or have null for them', () => {
    const strategy = { name: 'default', parameters: null, constraints: null, segments: null, variants: null };
    expect(isOn({ ...aFeature({ strategies: [strategy] }), variants: null, dependencies: null })).toBe(true);
  });
});

describe('B.8 the strategy', () => {
  it('userWithId splits its ids at commas', () => {
    const parameters = { userIds: 'ada , bob,, 7' };
    expect(['ada', 'bob', '7'].every((userId) => matches('userWithId', parameters, { userId }))).toBe(true);
    expect(matches('userWithId', parameters, { userId: 'eve' })).toBe(false);
    expect(matches('userWithId', parameters, { userId: '' })).toBe(false);
    expect(matches('userWithId', { userIds: '' }, { userId: 'ada' })).toBe(false);
  });

  it.each(['userId', 'sessionId'])('gradualRollout by %s excludes contexts without the id, even at 100%%', (id) => {
    const name = id === 'userId' ? 'gradualRolloutUserId' : 'gradualRolloutSessionId';
    expect(matches(name, { percentage: '100', groupId: 'g' }, { [id]: 'ada' })).toBe(true);
    expect(matches(name, { percentage: '100', groupId: 'g' })).toBe(false);
    expect(matches(name, { percentage: '100' }, { [id]: '' })).toBe(false);
    expect(matches(name, { percentage: '0' }, { [id]: 'ada' })).toBe(false);
  });

  it('gradualRollout has an empty group by default', () => {
    expect(included('gradualRolloutUserId', { percentage: '30' })).toBe(
      included('gradualRolloutUserId', { percentage: '30', groupId: '' }),
    );
  });

  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['10.0.0.0/8 , 127.0.0.1', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/33,nonsense,1.2.3.4', '1.2.3.4', true],
    ['nonsense', 'nonsense', true],
    ['2001:db8::1', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8::1', false],
    ['127.0.0.1', undefined, false],
    ['127.0.0.1,', '', false],
    ['', '127.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', false],
  ])('remoteAddress %s with %s: %s', (IPs, remoteAddress, expected) => {
    expect(matches('remoteAddress', { IPs }, { remoteAddress })).toBe(expected);
  });

  it.each([
    ['150', 1_000],
    ['100', 1_000],
    ['99.9', included('flexibleRollout', { rollout: '99', stickiness: 'default', groupId: 'g' })],
    ['0.9', 0],
    ['-1', 0],
    [100, 1_000],
    [0, 0],
  ])('flexibleRollout accepts %s as a percentage', (rollout, expected) => {
    expect(included('flexibleRollout', { rollout, stickiness: 'default', groupId: 'g' })).toBe(expected);
  });

  it('flexibleRollout hashes the user, or the session if there is no user', () => {
    const parameters = { rollout: '50', groupId: 'g' };
    for (const id of ids.slice(0, 50)) {
      const byUser = matches('flexibleRollout', parameters, { userId: id, sessionId: 'other' });
      expect(matches('flexibleRollout', { ...parameters, stickiness: 'default' }, { sessionId: id })).toBe(byUser);
    }
  });

  it('flexibleRollout by another field excludes contexts in which it is missing or empty, even at 100%', () => {
    const parameters = { rollout: '100', stickiness: 'country', groupId: 'g' };
    expect(matches('flexibleRollout', parameters, { properties: { country: 'no' } })).toBe(true);
    expect(matches('flexibleRollout', parameters, { userId: 'ada' })).toBe(false);
    expect(matches('flexibleRollout', parameters, { properties: { country: '' } })).toBe(false);
    expect(matches('flexibleRollout', parameters, { country: '', properties: { country: 'no' } })).toBe(false);
  });
});

describe('B.8 a strategy without a counterpart is a problem', () => {
  it.each([
    ['of an application', aStrategy('byTenant', { tenants: 'a,b' }), 'strategy "byTenant"'],
    ...['', ' ', 'half', '50%', '1e999'].map((rollout): [string, Json, string] => [
      `with the percentage "${rollout}"`,
      aStrategy('flexibleRollout', { rollout, groupId: 'g' }),
      'strategy "flexibleRollout", rollout',
    ]),
    [
      'without its percentage',
      aStrategy('flexibleRollout', { stickiness: 'default', groupId: 'g' }),
      'strategy "flexibleRollout", rollout',
    ],
    [
      'with a misspelled parameter',
      aStrategy('gradualRolloutUserId', { percentage: '50', groupID: 'g' }),
      'strategy "gradualRolloutUserId", parameters',
    ],
    [
      'with a parameter that every object inherits',
      aStrategy('default', JSON.parse('{"__proto__":"a"}') as Json),
      'strategy "default", parameters',
    ],
    ['without its users', aStrategy('userWithId', {}), 'strategy "userWithId", userIds'],
    ['with users as numbers', aStrategy('userWithId', { userIds: 7 }), 'strategy "userWithId", userIds'],
    ['without its addresses', aStrategy('remoteAddress', {}), 'strategy "remoteAddress", IPs'],
    [
      'with a range that only some SDKs read',
      aStrategy('remoteAddress', { IPs: '010.0.0.0/8' }),
      'strategy "remoteAddress", IPs',
    ],
    [
      'with an empty stickiness',
      aStrategy('flexibleRollout', { rollout: '50', stickiness: '', groupId: 'g' }),
      'strategy "flexibleRollout", stickiness',
    ],
    ['with parameters in a list', { name: 'default', parameters: [] }, 'strategies.0.parameters'],
    ['that is disabled', aStrategy('default', {}, { disabled: true }), 'strategies.0.disabled'],
    ['with an unknown field', aStrategy('default', {}, { environment: 'production' }), 'strategies.0'],
    [
      'with a percentage that only some SDKs read',
      aStrategy('gradualRolloutRandom', { percentage: '0x1A' }),
      'strategy "gradualRolloutRandom", percentage',
    ],
    [
      'without a group in a partial rollout',
      aStrategy('flexibleRollout', { rollout: '50' }),
      'strategy "flexibleRollout", groupId',
    ],
    [
      'with an empty group',
      aStrategy('flexibleRollout', { rollout: '50', groupId: '' }),
      'strategy "flexibleRollout", groupId',
    ],
    [
      'with a group that is too long',
      aStrategy('gradualRolloutUserId', { percentage: '5', groupId: 'g'.repeat(256) }),
      'Unleash strategy "gradualRolloutUserId" (rules.0.rollout.salt)',
    ],
    [
      'with more constraints than fit',
      aStrategy('default', {}, { constraints: Array(101).fill({ contextName: 'a', operator: 'IN', values: [] }) }),
      'Unleash strategy "default" (rules.0.condition.all)',
    ],
  ])('%s', (_name, strategy, construct) => {
    expect(problemsOf([aFeature({ strategies: [strategy] })])).toEqual([`feature: ${construct}`]);
  });

  it('but not if the group makes no difference', () => {
    for (const rollout of ['0', '100'])
      expect(problemsOf([aFeature({ strategies: [aStrategy('flexibleRollout', { rollout })] })])).toEqual([]);
    const random = aStrategy('flexibleRollout', { rollout: '50', stickiness: 'random' });
    expect(problemsOf([aFeature({ strategies: [random] })])).toEqual([]);
  });
});

describe('B.8 the fields of a strategy', () => {
  it('that no SDK reads are ignored', () => {
    const unread = { id: 'x', title: 'For all', featureName: 'feature', sortOrder: 3, disabled: false };
    expect(isOn(aFeature({ strategies: [aStrategy('default', {}, unread)] }))).toBe(true);
  });

  it('can include its place in the list, but not another one', () => {
    const inOrder = (...orders: unknown[]) =>
      aFeature({ strategies: orders.map((sortOrder) => aStrategy('default', {}, { sortOrder })) });
    for (const orders of [
      [1, 2],
      [0, 0],
      [9999, null, 9999],
      [null, 1, undefined, 2],
    ]) {
      expect(problemsOf([inOrder(...orders)])).toEqual([]);
    }
    expect(problemsOf([inOrder(2, 1)])).toEqual(['feature: strategies']);
    expect(problemsOf([inOrder(2, null, 1)])).toEqual(['feature: strategies']);
  });

  it('can name a stickiness with any characters', () => {
    const strategy = aStrategy('flexibleRollout', { rollout: '100', stickiness: 'a b/ü.$now', groupId: 'g' });
    const feature = aFeature({ strategies: [strategy] });
    expect(isOn(feature, { properties: { 'a b/ü.$now': 'x' } })).toBe(true);
    expect(isOn(feature, {})).toBe(false);
  });

  it('cannot name a stickiness that is too long for an attribute', () => {
    const strategy = aStrategy('flexibleRollout', { rollout: '50', stickiness: 's'.repeat(101), groupId: 'g' });
    expect(problemsOf([aFeature({ strategies: [strategy] })])[0]).toMatch('Unleash strategy "flexibleRollout"');
  });
});
