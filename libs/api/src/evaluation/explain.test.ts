import { MINUTE_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
afterAll(() => api[Symbol.asyncDispose]());

const on: Partial<NewFlag> = { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 100 } } };

/** `child` requires `parent`, which is off; ada is included in both, bob excluded from the child. */
async function family(): Promise<string> {
  const environment = await api.newEnvironment();
  await editor.flags.create({ environment, key: 'parent' });
  const prerequisites = [{ flagKey: 'parent', variants: ['on'] }];
  await editor.flags.create({ environment, key: 'child', prerequisites, ...on });
  const expiresAt = new Date(NOW + MINUTE_MS).toISOString();
  await editor.overrides.setUser({ environment, flagKey: 'child', userId: 'ada', overrideType: 'include', expiresAt });
  await editor.overrides.setUser({ environment, flagKey: 'child', userId: 'bob', overrideType: 'exclude' });
  await editor.overrides.setGlobal({ environment, flagKey: 'child', value: true });
  return environment;
}

const contexts = [{ userId: 'ada' }, { userId: 'bob' }, {}];

describe('B.4 many explanations in one call', () => {
  it('of one flag for several contexts equal the single ones, in the same order', async () => {
    const environment = await family();
    for (const enabled of [false, true]) {
      await editor.flags.setEnabled({ environment, key: 'parent', enabled, rolloutPercentage: 100 });
      const { explanations, version } = await viewer.evaluation.explainContexts({
        ...{ environment, flagKey: 'child', contexts },
      });
      const single = await Promise.all(
        contexts.map((context) => viewer.evaluation.explain({ environment, flagKey: 'child', context })),
      );
      expect(explanations.map(({ trace }) => trace)).toEqual(single.map(({ trace }) => trace));
      expect(explanations.map(({ value }) => value)).toEqual(enabled ? [true, false, true] : [false, false, false]);
      expect(explanations.every((one) => one.version === version)).toBe(true);
    }
  });

  it('change when the first of them changes, or not by time alone if none does', async () => {
    const environment = await family();
    await editor.flags.setEnabled({ environment, key: 'parent', enabled: true, rolloutPercentage: 100 });
    // Ada's override expires; then the global one applies, which has another value.
    await editor.overrides.setGlobal({ environment, flagKey: 'child', value: false });
    const ask = (...asked: typeof contexts) =>
      viewer.evaluation.explainContexts({ environment, flagKey: 'child', contexts: asked });
    expect(await ask(...contexts)).toMatchObject({ nextChangeAt: new Date(NOW + MINUTE_MS).toISOString() });
    expect(await ask({ userId: 'bob' })).not.toHaveProperty('nextChangeAt');
  });

  it('of several flags for one context equal the single ones', async () => {
    const environment = await family();
    const context = { userId: 'ada' };
    const all = await viewer.evaluation.explainAll({ environment, context });
    expect(Object.keys(all.flags).sort()).toEqual(['child', 'parent']);
    const { flags } = await viewer.evaluation.explainAll({ environment, context, flagKeys: ['child', 'nowhere'] });
    const child = await viewer.evaluation.explain({ environment, flagKey: 'child', context });
    expect(flags['child']?.trace).toEqual(child.trace);
    expect(flags['nowhere']).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', trace: [] });
  });

  it('can be as of another instant', async () => {
    const environment = await api.newEnvironment();
    const expiresAt = new Date(NOW + 1_000).toISOString();
    await editor.flags.create({ environment, key: 'ending', expiresAt, ...on });
    const at = expiresAt;
    const { flags } = await viewer.evaluation.explainAll({ environment, at });
    expect(flags['ending']).toMatchObject({ reason: 'EXPIRED' });
    const { explanations } = await viewer.evaluation.explainContexts({ environment, flagKey: 'ending', contexts, at });
    expect(explanations.map(({ reason }) => reason)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
  });

  it('fail for an unknown flag, and require the permission to explain', async () => {
    const environment = await api.newEnvironment();
    const input = { environment, flagKey: 'nowhere', contexts };
    expect(await failureFrom(viewer.evaluation.explainContexts(input))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    const calls = [
      api.anonymous.evaluation.explainContexts(input),
      api.anonymous.evaluation.explainAll({ environment }),
    ];
    for (const call of calls) {
      expect(await failureFrom(call)).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
    }
  });
});

describe('S400.5 resolve', () => {
  it('returns no winner if the flag is off because a prerequisite fails: both overrides are shadowed', async () => {
    const environment = await family();
    const ask = () => viewer.overrides.resolve({ environment, flagKey: 'child', userId: 'ada' });
    expect(await ask()).toMatchObject({ override: null, shadowed: [{ type: 'user' }, { type: 'global' }] });
    await editor.flags.setEnabled({ environment, key: 'parent', enabled: true, rolloutPercentage: 100 });
    expect(await ask()).toMatchObject({ override: { type: 'user', target: 'ada' }, shadowed: [{ type: 'global' }] });
    await editor.flags.setEnabled({ environment, key: 'child', enabled: false });
    expect(await ask()).toMatchObject({ override: null, shadowed: [{ type: 'user' }, { type: 'global' }] });
  });
});
