import type { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { aFlag, aRuleset, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { createUnleashExports, eventsBetween, hydrationOf, type UsersOf } from './exports.ts';

const environment = 'production' as EnvironmentKey;
const rulesetAt = (version: number, ...flags: ReturnType<typeof aFlag>[]) =>
  compileRuleset(aRuleset({ version, flags }));
const at = (version: number) => version as RulesetVersion;

/** Exports of a ruleset that a test replaces. */
function startExports(first: CompiledRuleset) {
  const state = { ruleset: first, isAway: false, loads: 0, users: [aUserOverride()], onLoad: () => {} };
  const usersOf: UsersOf = async () => {
    state.loads++;
    const { version } = state.ruleset;
    if (state.isAway) throw new Error('away');
    state.onLoad();
    return { version, overrides: state.users };
  };
  const exports = createUnleashExports({ snapshots: { ruleset: () => state.ruleset }, usersOf });
  return { state, current: (level: 4 | 5 | 6 = 5) => exports.of(environment, level) };
}

describe('15.5 an export', () => {
  it('is made once per version and level', async () => {
    const { state, current } = startExports(rulesetAt(1, aFlag()));
    const first = await current();
    expect(await current()).toBe(first);
    expect(state.loads).toBe(1);
    expect(await current(6)).not.toBe(first);
    state.ruleset = rulesetAt(2, aFlag());
    const second = await current();
    expect([second.version, second.tag]).toEqual([2, first.tag]);
  });

  it('has the overrides of users, and names the flags that are left out', async () => {
    const { current } = startExports(rulesetAt(1, aFlag({ rollout: 0 }), aFlag({ key: 'half', rollout: 50 })));
    const { features, unmapped, json } = await current();
    expect([...features.keys(), ...unmapped.map(({ flagKey }) => `without ${flagKey}`)]).toEqual([
      'flag',
      'without half',
    ]);
    expect(JSON.parse(json)).toMatchObject({ version: 2, features: [{ name: 'flag', enabled: true }] });
  });

  it('continues with the previous version while the overrides cannot be loaded', async () => {
    const { state, current } = startExports(rulesetAt(1, aFlag()));
    state.isAway = true;
    await expect(current()).rejects.toThrow('away');
    state.isAway = false;
    const first = await current();
    state.ruleset = rulesetAt(2);
    state.isAway = true;
    expect(await current()).toBe(first);
    state.isAway = false;
    expect((await current()).version).toBe(2);
  });

  it('has overrides that are as new as its flags', async () => {
    const { state, current } = startExports(rulesetAt(1, aFlag()));
    state.onLoad = () => {
      if (state.loads === 1) state.ruleset = rulesetAt(2, aFlag());
    };
    expect((await current()).version).toBe(at(2));
    expect(state.loads).toBe(2);
  });
});

it('15.5 the events between two exports name what changed', async () => {
  const { state, current } = startExports(rulesetAt(1, aFlag({ key: 'a' }), aFlag({ key: 'b' }), aFlag({ key: 'c' })));
  const before = await current();
  state.ruleset = rulesetAt(2, aFlag({ key: 'a' }), aFlag({ key: 'b', enabled: false }));
  const events = eventsBetween(before, await current()).map((event) => JSON.parse(event) as object);
  expect(events).toMatchObject([
    { type: 'feature-updated', eventId: 2, feature: { name: 'b', enabled: false } },
    { type: 'feature-removed', eventId: 2, featureName: 'c' },
  ]);
  expect(JSON.parse(hydrationOf(before))).toMatchObject({ type: 'hydration', eventId: 1, segments: [] });
});
