import { DAY_MS, EnvironmentKey, HOUR_MS, type OverrideLink } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let admin: Api;
/** A browser without a signed-in person. */
let browser: Api;
beforeAll(async () => {
  // The server's own environment allows evaluation without a token, and permits session overrides here.
  api = await startTestApi({ environment: 'development' });
  [admin, browser] = [api.as('admin'), api.anonymous];
  await admin.flags.create({ environment, key: 'on-off' });
  await admin.flags.create({ environment, key: 'text', type: 'string', variants: [{ key: 'blue', value: '#00f' }] });
  await admin.flags.create({ environment, key: 'count', type: 'number', variants: [{ key: 'few', value: 3 }] });
  await admin.flags.create({ environment, key: 'limits', type: 'json', variants: [{ key: 'low', value: { a: 1 } }] });
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const environment = EnvironmentKey.parse('development');
const at = (ms: number) => new Date(NOW + ms).toISOString();
const one = (flagKey: string, value: never) => ({ overrides: [{ flagKey, value }] });
const valueOf = async (flagKey: string, sessionId: string) =>
  (await browser.evaluation.evaluate({ flagKey, context: { sessionId } })).value;

describe('S400.8 a browser', () => {
  it('sets, reads and clears overrides of its own session', async () => {
    const set = await browser.overrides.setSession({
      overrides: [
        { flagKey: 'on-off', value: 'true' },
        { flagKey: 'text', value: 'anything' },
      ],
    });
    const { sessionId, token } = set;
    const own = { sessionId, token };
    expect(sessionId.length).toBeGreaterThan(20);
    expect(set).toEqual({
      environment,
      ...own,
      overrides: [
        { flagKey: 'on-off', value: true, expiresAt: at(DAY_MS), reason: null },
        { flagKey: 'text', value: 'anything', expiresAt: at(DAY_MS), reason: null },
      ],
    });
    expect(await browser.overrides.forSession(own)).toEqual({ ...set, token: undefined });
    expect([await valueOf('on-off', sessionId), await valueOf('on-off', 'another')]).toEqual([true, false]);
    await browser.overrides.clearSession({ ...own, flagKey: 'on-off' });
    expect([await valueOf('on-off', sessionId), await valueOf('text', sessionId)]).toEqual([false, 'anything']);
    await browser.overrides.clearSession(own);
    expect((await browser.overrides.forSession(own)).overrides).toEqual([]);
    // Clearing again is neither a failure nor a change.
    const before = await admin.environments.get({ key: environment });
    await browser.overrides.clearSession(own);
    expect(await admin.environments.get({ key: environment })).toEqual(before);
  });

  it.each([
    ['on-off', 'on', true],
    ['on-off', '0', false],
    ['on-off', 'FALSE', false],
    ['on-off', true, true],
    ['text', 'blue', '#00f'],
    ['text', 'true', 'true'],
    ['text', '', ''],
    ['count', '7.5', 7.5],
    ['count', 'few', 3],
    ['count', 7, 7],
    ['limits', '{"b":2}', { b: 2 }],
    ['limits', 'low', { a: 1 }],
    ['limits', { c: [] }, { c: [] }],
  ])('parses %s=%j as the value %j', async (flagKey, text, value) => {
    const { sessionId } = await browser.overrides.setSession(one(flagKey, text as never));
    expect(await valueOf(flagKey, sessionId)).toEqual(value);
  });

  it.each([
    ['on-off', 'perhaps', '"perhaps" is not a variant of the flag. Use true or false'],
    ['count', 'many', '"many" is not a variant of the flag. Use a number, like 12.5'],
    ['count', ' ', '" " is not a variant of the flag. Use a number, like 12.5'],
    ['count', 'Infinity', '"Infinity" is not a variant of the flag. Use a number, like 12.5'],
    ['limits', 'null', '"null" is not a variant of the flag. Use an object or a list, like {"text": "hello"}'],
    ['text', 7, `must have the flag's type, string, but is number`],
  ])('is refused with %s=%j, and changes nothing', async (flagKey, value, problem) => {
    const sessionId = 'refused';
    const both = [{ flagKey: 'on-off', value: true }, ...one(flagKey, value as never).overrides];
    const call = browser.overrides.setSession({ sessionId, overrides: both });
    expect(await detailsFrom(call)).toEqual([`overrides.1.value: ${problem}`]);
    expect((await admin.overrides.forSession({ sessionId })).overrides).toEqual([]);
  });

  it('gets an error that names an unknown flag, or that no flag was named', async () => {
    expect(await failureFrom(browser.overrides.setSession(one('on-of', true as never)))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
      suggestion: 'on-off',
    });
    expect(await detailsFrom(browser.overrides.setSession({}))).toEqual(['overrides: name at least one flag']);
  });

  it('W39.11 is anonymous in the trail; a signed-in person is named', async () => {
    await browser.overrides.setSession({ sessionId: 'a', ...one('on-off', true as never) });
    await api.as('viewer').overrides.setSession({ sessionId: 'a', ...one('on-off', false as never) });
    const { items } = await admin.audit.list({ environment, type: 'session', limit: 2 });
    expect(items.map(({ actor, action, target }) => [actor, action, target])).toEqual(
      expect.arrayContaining([
        ['viewer@example.org', 'updated', 'a'],
        ['anonymous', 'created', 'a'],
      ]),
    );
  });

  it('S400.3 has none left after 24 h, even before the janitor runs', async () => {
    const { sessionId, token } = await browser.overrides.setSession(one('on-off', true as never));
    api.time.now = NOW + DAY_MS;
    expect((await browser.overrides.forSession({ sessionId, token })).overrides).toEqual([]);
  });

  it('A16 is refused where the environment does not permit it, for any input and any caller', async () => {
    for (const caller of [admin, api.as('viewer')]) {
      const call = caller.overrides.setSession({ environment: 'production', ...one('on-off', true as never) });
      expect(await failureFrom(call)).toEqual({ code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' });
    }
    const elsewhere = browser.overrides.setSession({ environment: 'production', ...one('on-off', true as never) });
    expect(await failureFrom(elsewhere)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

it('S400.8 overrides neither apply nor are listed once the environment does not permit them', async () => {
  const { sessionId, token } = await browser.overrides.setSession(one('on-off', true as never));
  await admin.environments.update({ key: environment, permitsSessionOverrides: false });
  expect((await browser.overrides.forSession({ sessionId, token })).overrides).toEqual([]);
  expect(await valueOf('on-off', sessionId)).toBe(false);
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  expect((await browser.overrides.forSession({ sessionId, token })).overrides).toHaveLength(1);
});

describe('A5 another browser’s session', () => {
  it('can be neither read, changed nor cleared without its token', async () => {
    const { sessionId, token } = await browser.overrides.setSession(one('on-off', true as never));
    const other = await browser.overrides.setSession(one('on-off', true as never));
    for (const shown of [undefined, '', 'nonsense', other.token]) {
      const stranger = { sessionId, token: shown };
      for (const call of [
        () => browser.overrides.forSession(stranger),
        () => browser.overrides.setSession({ ...stranger, ...one('on-off', false as never) }),
        () => browser.overrides.clearSession(stranger),
      ]) {
        expect(await failureFrom(call())).toMatchObject({ code: 'TOKEN_SCOPE' });
      }
    }
    expect((await browser.overrides.forSession({ sessionId, token })).overrides).toMatchObject([{ value: true }]);
    await browser.overrides.setSession({ sessionId, token, ...one('on-off', false as never) });
    expect((await admin.overrides.forSession({ sessionId })).overrides).toMatchObject([{ value: false }]);
  });

  it('cannot be distinguished from an unused one without its token', async () => {
    for (const sessionId of [
      'never-begun',
      (await browser.overrides.setSession(one('on-off', true as never))).sessionId,
    ]) {
      expect(await failureFrom(browser.overrides.forSession({ sessionId }))).toMatchObject({ code: 'TOKEN_SCOPE' });
    }
  });

  it('is open to a server key, but not to a web key', async () => {
    const { sessionId } = await browser.overrides.setSession(one('on-off', true as never));
    const withKey = (kind: 'server' | 'web') =>
      createCaller({
        services: api.services,
        caller: { key: { id: kind, name: kind, kind, environment, origins: [] }, ended: new AbortController().signal },
      });
    expect((await withKey('server').overrides.forSession({ sessionId })).overrides).toHaveLength(1);
    expect(await failureFrom(withKey('web').overrides.forSession({ sessionId }))).toMatchObject({
      code: 'TOKEN_SCOPE',
    });
  });

  it('is open to people who may read overrides', async () => {
    const { sessionId } = await browser.overrides.setSession(one('on-off', true as never));
    expect((await api.as('viewer').overrides.forSession({ sessionId })).overrides).toHaveLength(1);
  });
});

describe('B.15 a signed link', () => {
  const link = (fields: Partial<OverrideLink> = {}) =>
    ({
      environment,
      overrides: [{ flagKey: 'on-off', value: true }],
      expiresAt: at(HOUR_MS),
      ...fields,
    }) as OverrideLink;

  it('sets its overrides until it expires', async () => {
    const { link: token } = await admin.overrides.createLink(link());
    const { sessionId, overrides } = await browser.overrides.setSession({ link: token });
    expect(overrides).toEqual([{ flagKey: 'on-off', value: true, expiresAt: at(HOUR_MS), reason: null }]);
    api.time.now = NOW + HOUR_MS - 1;
    expect(await valueOf('on-off', sessionId)).toBe(true);
    api.time.now = NOW + HOUR_MS;
    expect(await valueOf('on-off', sessionId)).toBe(false);
  });

  it('A16 that is forged, expired or for another environment does nothing and reports why', async () => {
    const { link: token } = await admin.overrides.createLink(link());
    const problemOf = async (call: Promise<unknown>) => (await detailsFrom(call)).join();
    const sessionId = 'by-link';
    expect(await problemOf(browser.overrides.setSession({ sessionId, link: `${token}x` }))).toMatch(
      /^link: was not signed by this server/,
    );
    const foreign = JSON.stringify(link({ environment: EnvironmentKey.parse('production') }));
    expect(await problemOf(browser.overrides.setSession({ sessionId, link: foreign }))).toMatch(
      /^link: is for the environment production, not for development/,
    );
    api.time.now = NOW + HOUR_MS;
    expect(await problemOf(browser.overrides.setSession({ sessionId, link: token }))).toMatch(/^link: has expired/);
    expect((await admin.overrides.forSession({ sessionId })).overrides).toEqual([]);
  });

  it.each([
    ['that has already expired', { expiresAt: at(0) }, /^expiresAt: must be in the future/],
    ['that expires too late', { expiresAt: at(31 * DAY_MS) }, /^expiresAt: must be at most 30 days away/],
    ['without flags', { overrides: [] }, /^overrides: /],
    [
      'with an invalid value',
      { overrides: [{ flagKey: 'count', value: 'x' }] },
      /^overrides\.0\.value: "x" is not a variant of the flag. Use a number/,
    ],
  ])('%s is not created', async (_, fields, problem) => {
    const call = admin.overrides.createLink(link(fields as Partial<OverrideLink>));
    expect((await detailsFrom(call)).join()).toMatch(problem);
  });

  it('is not created where session overrides are not permitted', async () => {
    const call = admin.overrides.createLink(link({ environment: EnvironmentKey.parse('production') }));
    expect(await failureFrom(call)).toMatchObject({ code: 'OVERRIDES_NOT_PERMITTED' });
  });
});
