import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFlag, newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

const usersOf = (flagKey: string) => `/api/admin/flags/${flagKey}/users`;
const add = (flagKey: string, body: object) => burgee.request(usersOf(flagKey), { as: 'editor', body });
const include = (flagKey: string, userId: string) => add(flagKey, { userId, overrideType: 'include' });
const exclude = (flagKey: string, userId: string) => add(flagKey, { userId, overrideType: 'exclude' });
const remove = (flagKey: string, userId: string) =>
  burgee.request(`${usersOf(flagKey)}/${encodeURIComponent(userId)}`, { method: 'DELETE', as: 'editor' });
const list = async (flagKey: string, query = '') => burgee.request(usersOf(flagKey) + query, { as: 'viewer' });

describe('user targeting', () => {
  it('W39.2 an excluded user gets false at 100%', async () => {
    const key = await newFlagAt(burgee, 100);
    expect(await exclude(key, 'ann')).toMatchObject({ status: 201, body: { overrideType: 'exclude' } });
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
    expect(await valueFor(burgee, key, { userId: 'bob' })).toBe(true);
  });

  it('W39.2 an included user gets true at 0%, and others get what the percentage decides', async () => {
    const key = await newFlagAt(burgee, 0);
    expect(await include(key, 'ann')).toMatchObject({ status: 201, body: { overrideType: 'include' } });
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(true);
    expect(await valueFor(burgee, key, { userId: 'bob' })).toBe(false);
  });

  it('W39.2 a disabled flag is false even for included users', async () => {
    const key = await newFlag(burgee);
    await include(key, 'ann');
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
  });

  it('W39.3 W39.11 adding a user again updates the override, and createdBy is the caller', async () => {
    const key = await newFlagAt(burgee, 100);
    const first = await add(key, { userId: 'ann', overrideType: 'include', reason: 'beta' });
    expect(first).toMatchObject({
      status: 201,
      body: {
        flagKey: key,
        type: 'user',
        priority: 100,
        target: 'ann',
        reason: 'beta',
        createdBy: 'token:editor@example.org',
      },
    });
    const again = await burgee.request(usersOf(key), {
      as: 'admin',
      body: { userId: 'ann', overrideType: 'exclude', reason: 'left' },
    });
    const { id } = first.body as { id: string };
    expect(again).toMatchObject({
      status: 201,
      body: { id, overrideType: 'exclude', reason: 'left', createdBy: 'token:admin@example.org' },
    });
    expect((await list(key)).body).toMatchObject({ includes: [], excludes: [{ id }], pagination: { total: 1 } });
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
  });

  it('W39.4 removing returns 204 and removes it from the list; a second time returns 404', async () => {
    const key = await newFlagAt(burgee, 0);
    await include(key, 'ann');
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(true);
    expect(await remove(key, 'ann')).toMatchObject({ status: 204, body: '' });
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
    expect((await list(key)).body).toMatchObject({ includes: [], excludes: [], pagination: { total: 0 } });
    expect(await remove(key, 'ann')).toMatchObject({ status: 404, body: { code: 'OVERRIDE_NOT_FOUND' } });
  });

  it('W39.5 lists newest first, 50 per page, and nothing beyond the end', async () => {
    const key = await newFlag(burgee);
    for (let at = 0; at < 51; at++) await (at % 2 ? include : exclude)(key, `user-${at}`);
    const targets = (overrides: unknown) => (overrides as { target: string }[]).map(({ target }) => target);
    const { includes, excludes, pagination } = (await list(key)).body as Record<string, unknown>;
    expect(pagination).toEqual({ page: 1, pageSize: 50, total: 51 });
    expect(targets(includes)).toEqual(Array.from({ length: 25 }, (_, at) => `user-${49 - 2 * at}`));
    expect(targets(excludes)).toEqual(Array.from({ length: 25 }, (_, at) => `user-${50 - 2 * at}`));
    const rest = await list(key, '?page=2');
    expect(rest.body).toMatchObject({ includes: [], excludes: [{ target: 'user-0' }], pagination: { page: 2 } });
    const beyond = await list(key, '?page=9&pageSize=10');
    expect(beyond).toMatchObject({
      status: 200,
      body: { includes: [], excludes: [], pagination: { page: 9, pageSize: 10, total: 51 } },
    });
    for (const query of [
      '?page=0',
      '?page=-1',
      '?pageSize=0',
      '?pageSize=1.5',
      '?page=x',
      '?limit=3',
      '?page=1&page=2',
    ]) {
      const { status, body } = await list(key, query);
      expect({ query, status, body }).toMatchObject({ query, status: 400, body: { code: 'VALIDATION_FAILED' } });
    }
  });

  it('W39.10 deleting a flag deletes its overrides, with an audit entry for each', async () => {
    const key = await newFlagAt(burgee, 0);
    await include(key, 'ann');
    await exclude(key, 'bob');
    await burgee.request(`/api/admin/flags/${key}`, { method: 'DELETE', as: 'editor' });
    const { body } = await burgee.request('/api/admin/overrides?userId=ann', { as: 'viewer' });
    expect((body as { items: { flagKey: string }[] }).items.filter(({ flagKey }) => flagKey === key)).toEqual([]);
    const trail = await burgee.request(`/api/admin/audit?flagKey=${key}&type=user&action=removed`, { as: 'viewer' });
    const entries = (trail.body as { items: { target: string; actor: string }[] }).items;
    expect(entries.map(({ target }) => target).toSorted()).toEqual(['ann', 'bob']);
    expect(entries[0]).toMatchObject({ actor: 'token:editor@example.org', before: { flagKey: key }, after: null });
    await burgee.request('/api/admin/flags', { as: 'editor', body: { key } });
    const on = { enabled: true, rolloutPercentage: 100 };
    await burgee.request(`/api/admin/flags/${key}`, { as: 'editor', body: on });
    expect((await list(key)).body).toMatchObject({ pagination: { total: 0 } });
    expect(await valueFor(burgee, key, { userId: 'bob' })).toBe(true);
  });
});

describe('W39.6 a user override', () => {
  const good = { userId: 'ann', overrideType: 'include' };
  const bad: [string, object, string][] = [
    ['an empty user id', { ...good, userId: '' }, 'userId'],
    ['a user id of 256 characters', { ...good, userId: 'x'.repeat(256) }, 'userId'],
    ['a user id that is a number', { ...good, userId: 7 }, 'userId'],
    ['no user id', { overrideType: 'include' }, 'userId'],
    ['a reason of 501 characters', { ...good, reason: 'x'.repeat(501) }, 'reason'],
    ['another override type', { ...good, overrideType: 'maybe' }, 'overrideType'],
    ['no override type', { userId: 'ann' }, 'overrideType'],
    ['a value for an exclude', { userId: 'ann', overrideType: 'exclude', value: true }, 'value'],
    ['a value and a variant', { ...good, value: true, variant: 'on' }, 'value'],
    ['an unknown variant', { ...good, variant: 'purple' }, 'variant'],
    ['an expiry in the past', { ...good, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an expiry that is not a date', { ...good, expiresAt: 'tomorrow' }, 'expiresAt'],
    ['an unknown field', { ...good, surprise: 1 }, ''],
    ['a read-only field', { ...good, createdBy: 'somebody' }, ''],
  ];

  it('W39.3 is accepted at the limits', async () => {
    const key = await newFlag(burgee);
    for (const body of [
      { ...good, userId: 'x' },
      { ...good, userId: 'x'.repeat(255), reason: 'x'.repeat(500) },
    ]) {
      expect((await add(key, body)).status).toBe(201);
    }
  });

  for (const [what, body, path] of bad) {
    it(`is refused with the reason: ${what}`, async () => {
      const key = await newFlag(burgee);
      const answer = await add(key, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', details: [{ path }] } });
      expect((await list(key)).body).toMatchObject({ pagination: { total: 0 } });
    });
  }

  it('is refused with both types if the value has another type than the flag', async () => {
    const key = await newFlag(burgee);
    for (const [value, name] of [
      ['on', 'string'],
      [1, 'number'],
      [{}, 'json'],
      [null, 'null'],
    ] as const) {
      const { status, body } = await add(key, { ...good, value });
      expect({ status, body }).toMatchObject({ status: 400, body: { details: [{ path: 'value' }] } });
      const [{ message } = { message: '' }] = (body as { details: { message: string }[] }).details;
      expect(message).toMatch(new RegExp(`boolean.*${name}`));
    }
  });

  it('for an unknown flag returns 404, and suggests the nearest one', async () => {
    const key = await newFlag(burgee);
    const near = key.replace('flag', 'flog');
    for (const answer of [await add(near, good), await remove(near, 'ann'), await list(near)]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'FLAG_NOT_FOUND', hint: `Did you mean "${key}"?` } });
    }
  });

  it('W39.8 returns 429 with Retry-After for the 101st change of an hour, and changes nothing', async () => {
    const key = await newFlagAt(burgee, 0);
    for (let change = 0; change < 50; change++) {
      expect((await include(key, 'ann')).status).toBe(201);
      expect((await remove(key, 'ann')).status).toBe(204);
    }
    const refused = await include(key, 'ann');
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(3600);
    expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
    expect((await include(await newFlag(burgee), 'ann')).status).toBe(201);
  });

  it('returns 401 without credentials, and 403 for viewers', async () => {
    const key = await newFlag(burgee);
    const body = { userId: 'ann', overrideType: 'include' };
    expect((await burgee.request(usersOf(key), { body })).status).toBe(401);
    expect((await burgee.request(usersOf(key))).status).toBe(401);
    expect((await burgee.request(usersOf(key), { as: 'viewer', body })).status).toBe(403);
    expect((await burgee.request(`${usersOf(key)}/ann`, { as: 'viewer', method: 'DELETE' })).status).toBe(403);
  });
});
