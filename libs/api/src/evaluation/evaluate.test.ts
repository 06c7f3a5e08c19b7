import { type EnvironmentKey, EvaluatedFlags, type FlagKey, HOUR_MS, PublicFlag } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';
import { evaluateFlags, explainFlags, publicFlag } from './evaluate.ts';
import { evaluateBooleans, evaluateBooleansNow } from './evaluate-to-json.ts';

// These functions return what REST routes send unchanged, with no schema to strip fields.

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const context = { userId: 'ada' };
const rollout = (percentage: number) => ({ schedule: { kind: 'fixed' as const, percentage } });

async function withFlags(flags: Record<string, Partial<NewFlag>>): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  for (const [key, fields] of Object.entries(flags)) await editor.flags.create({ environment, key, ...fields });
  return environment;
}

describe('W9.4 all flags as booleans', () => {
  it('have only the boolean of each flag of the environment', async () => {
    const environment = await withFlags({
      'boolean-on': { enabled: true, rollout: rollout(100) },
      'boolean-off': {},
      'text-on': { type: 'string', variants: [{ key: 'a', value: '' }], enabled: true, rollout: rollout(100) },
      'text-off': { type: 'string', variants: [{ key: 'a', value: 'a' }] },
    });
    const { json } = await evaluateBooleans(api.services, { environment, context });
    expect(JSON.parse(json)).toEqual({ 'boolean-on': true, 'boolean-off': false, 'text-on': true, 'text-off': false });
  });

  it('agree with the evaluation of each flag, for each context and version', async () => {
    const environment = await withFlags({
      'a:b': { enabled: true, rollout: rollout(50) },
      constructor: { enabled: true, rollout: rollout(50) },
      'größe.😀': { enabled: true, rollout: rollout(50) },
    });
    const bothFor = async (userId: string) => {
      const question = { environment, context: { userId } };
      const { json, version } = await evaluateBooleans(api.services, question);
      expect(evaluateBooleansNow(api.services, question)).toMatchObject({ json, version });
      const { flags } = await evaluateFlags(api.services, question);
      expect(JSON.parse(json)).toEqual(
        Object.fromEntries(Object.entries(flags).map(([key, { enabled }]) => [key, enabled])),
      );
      return json;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => bothFor(`user-${index}`)));
    expect(new Set(answers).size).toBeGreaterThan(1);
    await editor.flags.create({ environment, key: 'added' });
    expect(await bothFor('ada')).toContain('"added":false');
    await editor.flags.delete({ environment, key: 'added' });
    expect(await bothFor('ada')).not.toContain('added');
  });

  it('are an empty object if there are no flags', async () => {
    const environment = await api.newEnvironment();
    expect(evaluateBooleansNow(api.services, { environment, context })).toMatchObject({ json: '{}' });
  });
});

describe('W9.5 the public state of one flag', () => {
  const ask = (environment: EnvironmentKey, key = 'checkout') => publicFlag(api.services, environment, key as FlagKey);

  it('has only whether it is enabled, and its percentage', async () => {
    const environment = await withFlags({
      checkout: {
        enabled: true,
        rollout: rollout(12.345),
        description: 'secret',
        rules: [{ id: 'r', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } }],
      },
    });
    expect(ask(environment)).toEqual({ key: 'checkout', enabled: true, rolloutPercentage: 12.345 });
  });

  it('is not enabled once it is archived', async () => {
    const environment = await withFlags({ checkout: { enabled: true } });
    await editor.flags.archive({ environment, key: 'checkout' });
    expect(ask(environment)).toMatchObject({ enabled: false });
  });

  it('has the current percentage, in steps of 0.001 even on a ramp', async () => {
    const environment = await withFlags({
      checkout: {
        rollout: {
          schedule: { kind: 'ramp', from: 0, to: 100, startAt: '2027-01-01T12:00:00Z', endAt: '2027-01-01T15:00:00Z' },
        },
      },
    });
    const at = (instant: number) => {
      api.time.now = instant;
      return PublicFlag.parse(ask(environment)).rolloutPercentage;
    };
    expect([at(NOW), at(NOW + HOUR_MS), at(NOW + 3 * HOUR_MS)]).toEqual([0, 33.333, 100]);
  });

  it('suggests the nearest key for an unknown flag', async () => {
    const environment = await withFlags({ checkout: {} });
    expect(await failureFrom(Promise.resolve().then(() => ask(environment, 'chekout')))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
      suggestion: 'checkout',
    });
  });
});

describe('A5 F1.4 many flags', () => {
  it('are answered without internal details', async () => {
    const environment = await withFlags({
      checkout: {
        enabled: true,
        rules: [
          { id: 'r', condition: { all: [] }, rollout: rollout(99.999), serve: { kind: 'variant', variant: 'on' } },
        ],
      },
    });
    const answer = await evaluateFlags(api.services, { environment, context }, ['checkout', 'nothing'] as FlagKey[]);
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      environment,
      version: 2,
      flags: {
        checkout: { value: true, variant: 'on', enabled: true, reason: 'TARGETING_MATCH' },
        nothing: { enabled: false, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
      },
    });
    expect(EvaluatedFlags.safeParse(answer).success).toBe(true);
  });
});

describe('B.4 explanations of many flags', () => {
  it('cover all flags, or only the requested ones', async () => {
    const environment = await withFlags({ a: {}, b: {} });
    const question = { environment, context };
    expect(Object.keys((await explainFlags(api.services, question)).flags)).toEqual(['a', 'b']);
    const { flags } = await explainFlags(api.services, question, ['b', 'nothing'] as FlagKey[]);
    expect(flags['b']?.trace).not.toEqual([]);
    expect(flags['nothing']).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', trace: [] });
  });
});

describe('B.24 the next change', () => {
  const at = (ms: number) => new Date(NOW + ms).toISOString();
  const stepAt = (ms: number) => ({
    enabled: true,
    rollout: { schedule: { kind: 'steps' as const, steps: [{ at: at(ms), percentage: 100 }] } },
  });

  it('is that of the requested flags: all, some or one', async () => {
    const environment = await withFlags({ soon: stepAt(1_000), later: stepAt(5_000), steady: {} });
    const question = { environment, context };
    const timing = { evaluatedAt: at(0), nextChangeAt: at(1_000) };
    const ask = (...flagKeys: string[]) => evaluateFlags(api.services, question, flagKeys as FlagKey[]);
    const viewer = api.as('viewer').evaluation;
    expect(await viewer.evaluateAll(question)).toMatchObject(timing);
    expect(await ask('later', 'steady')).toMatchObject({ ...timing, nextChangeAt: at(5_000) });
    expect(await viewer.evaluate({ ...question, flagKey: 'soon' })).toMatchObject(timing);
    expect(await viewer.explain({ ...question, flagKey: 'soon' })).toMatchObject(timing);
    expect(await explainFlags(api.services, question)).toMatchObject(timing);
    expect(await evaluateBooleans(api.services, question)).toMatchObject({ nextChangeAt: at(1_000) });
    expect(evaluateBooleansNow(api.services, question)).toMatchObject({ nextChangeAt: at(1_000) });
  });

  it('is absent if time changes nothing, and so is the instant of the evaluation', async () => {
    const environment = await withFlags({ soon: stepAt(1_000), steady: {} });
    const answer = await evaluateFlags(api.services, { environment, context }, ['steady'] as FlagKey[]);
    expect(Object.keys(answer)).toEqual(['environment', 'version', 'flags']);
    api.time.now = NOW + 1_000;
    const all = await evaluateFlags(api.services, { environment, context });
    expect(Object.keys(all)).toEqual(['environment', 'version', 'flags']);
    expect(all.flags).toMatchObject({ soon: { enabled: true } });
  });

  it('in an explanation for another instant is the next one after that instant', async () => {
    const environment = await withFlags({ soon: stepAt(1_000) });
    const ask = (ms: number) => editor.evaluation.explain({ environment, context, flagKey: 'soon', at: at(ms) });
    expect(await ask(-60_000)).toMatchObject({ evaluatedAt: at(-60_000), nextChangeAt: at(1_000) });
    expect(await ask(1_000)).not.toHaveProperty('nextChangeAt');
  });

  it('is the expiry of an override for the user', async () => {
    const environment = await withFlags({ checkout: { enabled: true } });
    const user = { environment, flagKey: 'checkout', userId: 'ada', overrideType: 'include' as const };
    await editor.overrides.setUser({ ...user, expiresAt: at(60_000) });
    const answer = await evaluateFlags(api.services, { environment, context });
    expect(answer).toMatchObject({ nextChangeAt: at(60_000), flags: { checkout: { enabled: true } } });
    expect(await evaluateFlags(api.services, { environment, context: { userId: 'bob' } })).not.toHaveProperty(
      'nextChangeAt',
    );
  });

  it('is absent beyond the year 9999, which common ISO 8601 cannot express', async () => {
    const values = ['9999-12-31T23:59:59.999Z'];
    const condition = { attribute: '$now', operator: 'after' as const, values };
    const rules = [{ id: 'r', condition, serve: { kind: 'variant' as const, variant: 'off' } }];
    const environment = await withFlags({ checkout: { enabled: true, rollout: rollout(100), rules } });
    expect(await editor.evaluation.evaluateAll({ environment, context })).not.toHaveProperty('nextChangeAt');
  });
});
