import type { EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const everybody: Partial<NewFlag> = { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 100 } } };
const aRuleFor = (attribute: string, value: string): NonNullable<NewFlag['rules']>[number] => ({
  id: 'the-rule',
  description: 'for our friends',
  condition: { attribute, operator: 'in', values: [value] },
  serve: { kind: 'variant', variant: 'on' },
});

describe('F1.5 environments', () => {
  it('keep a flag on in production and off in development', async () => {
    await editor.flags.create({ environment: 'production', key: 'isolated', ...everybody });
    await editor.flags.create({ environment: 'development', key: 'isolated' });
    const ask = (environment: string) => viewer.evaluation.evaluate({ environment, flagKey: 'isolated' });
    expect(await ask('production')).toMatchObject({ value: true, reason: 'STATIC' });
    expect(await ask('development')).toMatchObject({ value: false, reason: 'DISABLED' });
  });

  it('do not share flags, segments and prerequisites', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await editor.flags.create({ environment: one, key: 'alone', ...everybody });
    await editor.segments.create({ environment: one, key: 'segment', condition: { all: [] } });
    expect((await viewer.evaluation.evaluateAll({ environment: other })).flags).toEqual({});
    expect(await failureFrom(viewer.evaluation.evaluate({ environment: other, flagKey: 'alone' }))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
      environment: other,
    });
    const rules = [{ ...aRuleFor('x', 'y'), condition: { segment: 'segment' } }];
    expect(await failureFrom(editor.flags.create({ environment: other, key: 'x', rules }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });
});

describe('F1.3 one flag for a context', () => {
  it('depends on the user, the session and any attribute', async () => {
    const environment = await api.newEnvironment();
    for (const attribute of ['userId', 'sessionId', 'plan']) {
      const rules = [aRuleFor(attribute, 'right')];
      await editor.flags.create({ environment, key: `by-${attribute}`, enabled: true, rules });
    }
    for (const attribute of ['userId', 'sessionId', 'plan']) {
      const ask = (value: string) =>
        viewer.evaluation.evaluate({ environment, flagKey: `by-${attribute}`, context: { [attribute]: value } });
      expect(await ask('right')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
      expect(await ask('wrong')).toMatchObject({ value: false, reason: 'DEFAULT' });
    }
  });

  it('W39.9 answers off for an invalid user id, and does not fail', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'checkout', ...everybody });
    for (const userId of ['', 'x'.repeat(256), 7, null, { $ne: '' }, ['a']]) {
      const answer = await viewer.evaluation.evaluate({
        environment,
        flagKey: 'checkout',
        context: { userId } as never,
      });
      expect(answer).toMatchObject({ value: false, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
    }
  });

  it('W9.2 is on for anonymous users if partly rolled out', async () => {
    const environment = await api.newEnvironment();
    const rollout = { schedule: { kind: 'fixed' as const, percentage: 1 } };
    await editor.flags.create({ environment, key: 'checkout', enabled: true, rollout });
    expect(await viewer.evaluation.evaluate({ environment, flagKey: 'checkout' })).toMatchObject({ value: true });
  });

  it('W9.3 50 % of 1,000 users is 45 to 55 %, and raising it only adds users', async () => {
    const environment = await api.newEnvironment();
    const users = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
    await editor.flags.create({ environment, key: 'half', enabled: true });
    const included = async (rolloutPercentage: number) => {
      await editor.flags.setEnabled({ environment, key: 'half', enabled: true, rolloutPercentage });
      const answers = await Promise.all(
        users.map((userId) => viewer.evaluation.evaluate({ environment, flagKey: 'half', context: { userId } })),
      );
      return new Set(users.filter((_, index) => answers[index]?.value === true));
    };
    const half = await included(50);
    expect(half.size).toBeGreaterThanOrEqual(450);
    expect(half.size).toBeLessThanOrEqual(550);
    expect(await included(50)).toEqual(half);
    const more = await included(60);
    expect([...half].filter((user) => !more.has(user))).toEqual([]);
  });

  it('F1.6 is off from the instant at which it expires', async () => {
    const environment = await api.newEnvironment();
    const expiresAt = new Date(NOW + 1_000).toISOString();
    await editor.flags.create({ environment, key: 'checkout', expiresAt, ...everybody });
    const ask = () => viewer.evaluation.evaluate({ environment, flagKey: 'checkout' });
    api.time.now = NOW + 999;
    expect(await ask()).toMatchObject({ value: true });
    api.time.now = NOW + 1_000;
    expect(await ask()).toMatchObject({ value: false, reason: 'EXPIRED' });
  });

  it('reflects a change as soon as it is written', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'checkout', ...everybody });
    for (const enabled of [false, true, false]) {
      await editor.flags.setEnabled({ environment, key: 'checkout', enabled });
      const answer = await viewer.evaluation.evaluate({ environment, flagKey: 'checkout' });
      expect(answer.value).toBe(enabled);
    }
  });

  it('suggests the nearest key if it does not exist', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'checkout' });
    const asked = { environment, flagKey: 'chekout' };
    for (const call of [viewer.evaluation.evaluate, viewer.evaluation.explain]) {
      expect(await failureFrom(call(asked))).toMatchObject({ code: 'FLAG_NOT_FOUND', suggestion: 'checkout' });
    }
  });
});

describe('F1.4 many flags at once', () => {
  async function aFew(): Promise<EnvironmentKey> {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'batch-on', ...everybody });
    await editor.flags.create({ environment, key: 'batch-off' });
    await editor.flags.create({
      environment,
      key: 'batch-text',
      type: 'string',
      variants: [{ key: 'blue', value: '#00f' }],
      ...everybody,
    });
    return environment;
  }

  it('are answered in one request at one version, each the same as alone', async () => {
    const environment = await aFew();
    const context = { userId: 'ada' };
    const { flags, ...rest } = await viewer.evaluation.evaluateAll({ environment, context });
    expect(rest).toEqual({ environment, version: 4 });
    expect(Object.keys(flags)).toEqual(['batch-off', 'batch-on', 'batch-text']);
    for (const [flagKey, answer] of Object.entries(flags)) {
      expect(answer).toEqual(await viewer.evaluation.evaluate({ environment, flagKey, context }));
    }
  });

  it('can be selected, and an unknown one does not affect the others', async () => {
    const environment = await aFew();
    const { flags } = await viewer.evaluation.evaluateAll({ environment, flagKeys: ['batch-on', 'nothing'] });
    expect(flags).toEqual({
      'batch-on': { value: true, variant: 'on', enabled: true, reason: 'STATIC' },
      nothing: { enabled: false, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
    });
  });

  it('omit value and variant, rather than null, if the caller’s default applies', async () => {
    const environment = await aFew();
    await editor.flags.setEnabled({ environment, key: 'batch-text', enabled: false });
    const { flags } = await viewer.evaluation.evaluateAll({ environment });
    expect(JSON.parse(JSON.stringify(flags['batch-text']))).toEqual({ enabled: false, reason: 'DISABLED' });
  });

  it('A8 are returned under any name', async () => {
    const environment = await api.newEnvironment();
    const keys = ['constructor', 'toString', 'hasOwnProperty', '__defineGetter__'];
    for (const key of keys) await editor.flags.create({ environment, key, ...everybody });
    for (const flagKeys of [undefined, keys]) {
      const { flags } = await viewer.evaluation.evaluateAll({ environment, flagKeys });
      expect(Object.keys(flags).sort()).toEqual([...keys].sort());
      for (const key of keys) expect(Object.getOwnPropertyDescriptor(flags, key)?.value).toMatchObject({ value: true });
    }
    expect(({} as Record<string, unknown>)['value']).toBeUndefined();
  });

  it('A8 cannot be named __proto__, the one name that gets lost', async () => {
    const environment = await api.newEnvironment();
    expect(await failureFrom(editor.flags.create({ environment, key: '__proto__' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ path: 'key' }],
    });
  });

  it('A8 can depend on attributes of any name', async () => {
    const environment = await api.newEnvironment();
    for (const [index, attribute] of ['__proto__', 'constructor', 'toString'].entries()) {
      await editor.flags.create({
        environment,
        key: `flag-${index}`,
        enabled: true,
        rules: [aRuleFor(attribute, 'x')],
      });
    }
    const valuesFor = async (context: object) => {
      const { flags } = await viewer.evaluation.evaluateAll({ environment, context: context as never });
      return Object.values(flags).map(({ value }) => value);
    };
    expect(await valuesFor({})).toEqual([false, false, false]);
    const named = JSON.parse('{ "__proto__": "x", "constructor": "x", "toString": "x" }') as object;
    expect(await valuesFor(named)).toEqual([true, true, true]);
  });
});

describe('who may evaluate', () => {
  beforeAll(async () => {
    await editor.flags.create({ environment: 'production', key: 'public', ...everybody });
  });

  it('anyone, in the server’s own environment', async () => {
    expect(await api.anonymous.evaluation.evaluate({ flagKey: 'public' })).toMatchObject({ value: true });
    expect(await api.anonymous.evaluation.evaluate({ environment: 'production', flagKey: 'public' })).toMatchObject({
      value: true,
    });
    expect((await api.anonymous.evaluation.evaluateAll({})).flags['public']).toMatchObject({ value: true });
  });

  it('nobody without a token in another environment, whether it exists or not', async () => {
    for (const environment of ['development', 'nowhere']) {
      const calls = [
        api.anonymous.evaluation.evaluate({ environment, flagKey: 'public' }),
        api.anonymous.evaluation.evaluateAll({ environment }),
      ];
      for (const failure of await Promise.all(calls.map(failureFrom))) {
        expect(failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
      }
    }
  });

  it('nobody with an invalid token, even where none is required', async () => {
    for (const problem of ['invalid', 'expired'] as const) {
      const call = api.refused(problem).evaluation.evaluateAll({});
      expect(await failureFrom(call)).toEqual({ code: 'UNAUTHENTICATED', problem });
    }
  });

  it('nobody without a token if public evaluation is off', async () => {
    await using closed = await startTestApi({ url: api.url, publicEvaluation: false });
    const calls = [
      closed.anonymous.evaluation.evaluate({ flagKey: 'public' }),
      closed.anonymous.evaluation.evaluateAll({}),
    ];
    for (const failure of await Promise.all(calls.map(failureFrom))) {
      expect(failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
    }
    expect(await closed.as('viewer').evaluation.evaluate({ flagKey: 'public' })).toMatchObject({ value: true });
  });

  it('callers with a token, in every environment; an unknown one is reported with the known ones', async () => {
    await viewer.evaluation.evaluateAll({ environment: 'development' });
    expect(await failureFrom(viewer.evaluation.evaluateAll({ environment: 'nowhere' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
      existing: expect.arrayContaining(['development', 'production']),
    });
  });
});

describe('A5 an answer', () => {
  const secret = 'ada.lovelace@example.org';
  const context = { userId: secret, email: secret };

  async function targeted(): Promise<EnvironmentKey> {
    const environment = await api.newEnvironment();
    await editor.segments.create({
      environment,
      key: 'secret-segment',
      description: 'secret-description',
      condition: { attribute: 'email', operator: 'in', values: [secret] },
    });
    await editor.flags.create({
      environment,
      key: 'targeted',
      description: 'secret-description',
      tags: ['secret-tag'],
      salt: 'secret-salt',
      enabled: true,
      rules: [
        {
          ...aRuleFor('email', secret),
          id: 'secret-rule',
          condition: { segment: 'secret-segment' },
          rollout: { schedule: { kind: 'fixed', percentage: 99.999 } },
        },
      ],
    });
    return environment;
  }

  it('reveals no rule, segment, bucket, description or id', async () => {
    const environment = await targeted();
    const one = await viewer.evaluation.evaluate({ environment, flagKey: 'targeted', context });
    const { flags } = await viewer.evaluation.evaluateAll({ environment, context });
    expect(one).toEqual({ value: true, variant: 'on', enabled: true, reason: 'TARGETING_MATCH' });
    expect(flags['targeted']).toEqual(one);
    const other = await viewer.evaluation.evaluateAll({ environment });
    expect(JSON.stringify([one, flags, other])).not.toMatch(/secret|ada|rule|bucket|override|layer/i);
  });

  it('reveals the rule, the bucket and each layer to callers who may explain', async () => {
    const environment = await targeted();
    const explanation = await viewer.evaluation.explain({ environment, flagKey: 'targeted', context });
    expect(explanation).toMatchObject({ value: true, ruleId: 'secret-rule', bucket: expect.any(Number), version: 3 });
    expect(explanation.trace.at(-1)).toMatchObject({ outcome: expect.any(String) });
    expect(explanation.trace.filter(({ outcome }) => outcome === 'won')).toMatchObject([{ layer: 'rule' }]);
  });

  it('can be explained as of another instant', async () => {
    const environment = await api.newEnvironment();
    const expiresAt = new Date(NOW + 1_000).toISOString();
    await editor.flags.create({ environment, key: 'checkout', expiresAt, ...everybody });
    const at = (instant: number) =>
      viewer.evaluation.explain({ environment, flagKey: 'checkout', at: new Date(instant).toISOString() });
    expect(await at(NOW)).toMatchObject({ value: true });
    expect(await at(NOW + 1_000)).toMatchObject({ value: false, reason: 'EXPIRED' });
  });
});
