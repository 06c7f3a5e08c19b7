import { type EnvironmentKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  [editor, viewer] = [api.as('editor'), api.as('viewer')];
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const flagKey = 'checkout';
const userId = 'ada';
const at = (ms: number) => new Date(NOW + ms).toISOString();

async function aFlag(percentage: number, fields: Partial<NewFlag> = {}): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  const rollout = { schedule: { kind: 'fixed' as const, percentage } };
  await editor.flags.create({ environment, key: flagKey, enabled: true, rollout, ...fields });
  return environment;
}

const answer = (environment: EnvironmentKey, id: unknown = userId) =>
  viewer.evaluation.evaluate({ environment, flagKey, context: { userId: id as string } });
const valueFor = async (environment: EnvironmentKey, id?: unknown) => (await answer(environment, id)).value;

describe('W39.2 precedence:', () => {
  it('exclude returns false at 100%', async () => {
    const environment = await aFlag(100);
    await editor.overrides.setUser({ environment, flagKey, userId, overrideType: 'exclude' });
    expect(await valueFor(environment)).toBe(false);
    expect(await valueFor(environment, 'bob')).toBe(true);
  });

  it('include returns true at 0%', async () => {
    const environment = await aFlag(0);
    await editor.overrides.setUser({ environment, flagKey, userId, overrideType: 'include' });
    expect(await valueFor(environment)).toBe(true);
    expect(await valueFor(environment, 'bob')).toBe(false);
  });

  it('exclude wins over include: a user has only the one that was set last', async () => {
    const environment = await aFlag(0);
    for (const overrideType of ['include', 'exclude'] as const) {
      await editor.overrides.setUser({ environment, flagKey, userId, overrideType });
    }
    expect(await valueFor(environment)).toBe(false);
    const { includes, excludes } = await viewer.overrides.forFlag({ environment, flagKey });
    expect([includes.length, excludes.length]).toEqual([0, 1]);
  });

  it('no override falls back to the percentage', async () => {
    const environment = await aFlag(50);
    await editor.overrides.setUser({ environment, flagKey, userId: 'somebody', overrideType: 'include' });
    const values = await Promise.all(Array.from({ length: 200 }, (_, index) => valueFor(environment, `user-${index}`)));
    expect(new Set(values)).toEqual(new Set([true, false]));
  });

  it('a disabled flag is false before any of these', async () => {
    const environment = await aFlag(100, { enabled: false });
    await editor.overrides.setUser({ environment, flagKey, userId, overrideType: 'include' });
    expect(await answer(environment)).toMatchObject({ value: false, reason: 'DISABLED' });
  });

  it.each([[''], ['x'.repeat(256)], [7], [null], [['ada']], [{}]])(
    'W39.9 an invalid user id returns false: %j',
    async (id) => {
      const environment = await aFlag(100);
      expect(await answer(environment, id)).toMatchObject({
        value: false,
        reason: id === null ? expect.any(String) : 'ERROR',
      });
    },
  );
});

describe('W39.3 an include', () => {
  const colors = {
    type: 'string',
    variants: [
      { key: 'blue', value: '#00f' },
      { key: 'red', value: '#f00' },
    ],
    onVariant: 'blue',
    offVariant: 'red',
  } as const;

  it('can set a value, a variant, or neither for the on variant', async () => {
    const environment = await aFlag(0, { key: 'color', ...colors, variants: [...colors.variants] });
    const place = { environment, flagKey: 'color' };
    const set = (fields: object) => editor.overrides.setUser({ ...place, userId, overrideType: 'include', ...fields });
    const ask = () => viewer.evaluation.evaluate({ ...place, context: { userId } });
    await set({ value: 'anything' });
    expect(await ask()).toMatchObject({ value: 'anything', enabled: true, reason: 'OVERRIDE' });
    await set({ variant: 'red' });
    expect(await ask()).toMatchObject({ value: '#f00', variant: 'red' });
    await set({});
    expect(await ask()).toMatchObject({ value: '#00f', variant: 'blue' });
  });

  it.each([
    ['boolean', 'true', 'string'],
    ['boolean', 1, 'number'],
    ['boolean', null, 'null'],
    ['string', true, 'boolean'],
    ['string', { a: 1 }, 'json'],
    ['number', '1', 'string'],
    ['json', 'a', 'string'],
  ] as const)('of a %s flag with the value %j is refused with both types', async (type, value, sent) => {
    const values = { boolean: undefined, string: 'a', number: 1, json: { a: 1 } };
    const variants = type === 'boolean' ? undefined : [{ key: 'a', value: values[type] }];
    const environment = await aFlag(0, { key: `of-${type}`, type, variants });
    const include = { userId, overrideType: 'include', value } as const;
    const call = editor.overrides.setUser({ environment, flagKey: `of-${type}`, ...include });
    expect(await detailsFrom(call)).toEqual([`value: must have the flag's type, ${type}, but is ${sent}`]);
    expect((await viewer.overrides.list({ environment })).items).toEqual([]);
  });

  it.each([
    ['an empty user id', { userId: '' }, /^userId: /],
    ['a user id that is too long', { userId: 'x'.repeat(256) }, /^userId: /],
    ['a user id that is not a string', { userId: 7 }, /^userId: /],
    ['another type', { overrideType: 'maybe' }, /^overrideType: /],
    ['a reason that is too long', { reason: 'x'.repeat(501) }, /^reason: /],
    ['a variant that does not exist', { variant: 'purple' }, /^variant: there is no variant "purple"/],
    ['a value and a variant', { value: true, variant: 'on' }, /^value: .*a value or a variant/],
    ['an exclude with a value', { overrideType: 'exclude', value: true }, /^value: .*exclude has neither/],
    ['a past expiry', { expiresAt: at(0) }, /^expiresAt: must be in the future/],
    ['an expiry that is not an instant', { expiresAt: 'tomorrow' }, /^expiresAt: /],
    ['an unknown field', { priority: 9_000 }, /priority/],
    ['a lone surrogate in the id', { userId: '\ud83d' }, /cannot be stored/],
    ['a NUL in the id', { userId: 'a\0b' }, /cannot be stored/],
  ])('with %s is refused, and changes nothing', async (_, fields, expected) => {
    const environment = await aFlag(0);
    const before = await viewer.environments.get({ key: environment });
    const input = { environment, flagKey, userId, overrideType: 'include', ...fields };
    expect((await detailsFrom(editor.overrides.setUser(input as never))).join()).toMatch(expected);
    expect(await viewer.environments.get({ key: environment })).toEqual(before);
  });

  it.each(['a/b', '..', '%2F', 'a b', '😀', 'ſ', "'; drop table x", '__proto__', 'constructor', 'x'.repeat(255)])(
    'accepts any id: %s',
    async (id) => {
      const environment = await aFlag(0);
      await editor.overrides.setUser({ environment, flagKey, userId: id, overrideType: 'include' });
      expect(await valueFor(environment, id)).toBe(true);
      expect(await valueFor(environment, `${id}-`)).not.toBe(true);
      await editor.overrides.removeUser({ environment, flagKey, userId: id });
      expect(await valueFor(environment, id)).toBe(false);
    },
  );

  it('is refused for an unknown flag or environment', async () => {
    const environment = await aFlag(0);
    const input = { environment, flagKey, userId, overrideType: 'include' } as const;
    expect(await failureFrom(editor.overrides.setUser({ ...input, flagKey: 'chekout' }))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
      suggestion: 'checkout',
    });
    expect(await failureFrom(editor.overrides.setUser({ ...input, environment: 'nowhere' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });

  it('F1.5 applies in its environment alone', async () => {
    const [one, other] = [await aFlag(0), await aFlag(0)];
    await editor.overrides.setUser({ environment: one, flagKey, userId, overrideType: 'include' });
    expect([await valueFor(one), await valueFor(other)]).toEqual([true, false]);
  });

  it('stops applying at its expiry', async () => {
    const environment = await aFlag(0);
    const end = { expiresAt: at(HOUR_MS) };
    await editor.overrides.setUser({ environment, flagKey, userId, overrideType: 'include', ...end });
    api.time.now = NOW + HOUR_MS - 1;
    expect(await valueFor(environment)).toBe(true);
    api.time.now = NOW + HOUR_MS;
    expect(await valueFor(environment)).toBe(false);
  });
});

describe('W39.3 adding again', () => {
  it('W39.11 updates the override and records the actor', async () => {
    const environment = await aFlag(0);
    const input = { environment, flagKey, userId } as const;
    const first = await editor.overrides.setUser({ ...input, overrideType: 'include', reason: 'beta' });
    expect(first).toMatchObject({ createdBy: 'editor@example.org', reason: 'beta', target: userId, expiresAt: null });
    api.time.now = NOW + HOUR_MS;
    const second = await api.as('admin').overrides.setUser({ ...input, overrideType: 'exclude' });
    expect(second).toEqual({
      ...first,
      overrideType: 'exclude',
      reason: null,
      createdBy: 'admin@example.org',
    });
    const { items } = await viewer.audit.list({ environment, flagKey, type: 'user' });
    expect(items).toMatchObject([
      { action: 'updated', before: first, after: second, actor: 'admin@example.org' },
      { action: 'created', before: null, after: first, reason: 'beta', target: userId },
    ]);
  });
});

describe('W39.4 removing', () => {
  it('lets the percentage decide, and adds an entry', async () => {
    const environment = await aFlag(0);
    const set = await editor.overrides.setUser({ environment, flagKey, userId, overrideType: 'include' });
    expect(await valueFor(environment)).toBe(true);
    await editor.overrides.removeUser({ environment, flagKey, userId, reason: 'beta is over' });
    expect(await valueFor(environment)).toBe(false);
    const { items } = await viewer.audit.list({ environment, action: 'removed' });
    expect(items).toMatchObject([{ before: set, after: null, reason: 'beta is over', target: userId }]);
  });

  it('reports a missing override as not found, and changes nothing', async () => {
    const environment = await aFlag(0);
    const before = await viewer.environments.get({ key: environment });
    expect(await failureFrom(editor.overrides.removeUser({ environment, flagKey, userId }))).toEqual({
      code: 'OVERRIDE_NOT_FOUND',
      flagKey,
      target: userId,
    });
    expect(await viewer.environments.get({ key: environment })).toEqual(before);
  });
});

describe('W39.5 the list', () => {
  it('has pages of 50, newest first, each divided into includes and excludes', async () => {
    const environment = await aFlag(0);
    for (let index = 0; index < 60; index++) {
      api.time.now += 1_000;
      const overrideType = index % 2 === 0 ? 'include' : 'exclude';
      await editor.overrides.setUser({ environment, flagKey, userId: `user-${index}`, overrideType });
    }
    const first = await viewer.overrides.forFlag({ environment, flagKey });
    expect(first.pagination).toEqual({ page: 1, pageSize: 50, total: 60 });
    expect(first.includes.map(({ target }) => target)).toEqual(
      Array.from({ length: 25 }, (_, index) => `user-${58 - 2 * index}`),
    );
    expect(first.excludes).toHaveLength(25);
    const second = await viewer.overrides.forFlag({ environment, flagKey, page: 2 });
    expect([...second.includes, ...second.excludes]).toHaveLength(10);
    expect(await viewer.overrides.forFlag({ environment, flagKey, page: 3 })).toEqual({
      includes: [],
      excludes: [],
      pagination: { page: 3, pageSize: 50, total: 60 },
    });
  });
});

describe('W39.10 deleting a flag', () => {
  it('deletes its overrides, and S400.6 adds an entry for each', async () => {
    const environment = await aFlag(0);
    for (const id of ['ada', 'bob']) {
      await editor.overrides.setUser({ environment, flagKey, userId: id, overrideType: 'include' });
    }
    await editor.overrides.setGlobal({ environment, flagKey, value: true });
    await editor.flags.delete({ environment, key: flagKey, reason: 'cleaned up' });
    expect((await viewer.overrides.list({ environment })).items).toEqual([]);
    const { items } = await viewer.audit.list({ environment, action: 'removed', type: 'override' });
    expect(items.map(({ overrideType, target, reason }) => [overrideType, target, reason]).sort()).toEqual([
      ['global', null, 'cleaned up'],
      ['user', 'ada', 'cleaned up'],
      ['user', 'bob', 'cleaned up'],
    ]);
    await editor.flags.create({ environment, key: flagKey, enabled: true });
    expect(await valueFor(environment)).toBe(false);
  });
});
