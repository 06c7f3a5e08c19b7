import { MAX_LIST_BYTES, MAX_LISTED_USERS } from '@burgee/contracts';
import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

// Lists of ten thousand users take long on a busy machine, and this test is not about their duration.
const settings = { DATABASE_REQUEST_TIMEOUT_MS: '60000' };
let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings });
});
afterAll(() => burgee[Symbol.asyncDispose]());

const usersOf = (flagKey: string) => `/api/admin/flags/${flagKey}/users`;
const setUsers = (flagKey: string, body: object, server = burgee) =>
  server.request(`${usersOf(flagKey)}/bulk`, { as: 'editor', body: { overrideType: 'include', ...body } });
const removeUsers = (flagKey: string, users: string[], server = burgee) =>
  server.request(`${usersOf(flagKey)}/bulk-remove`, { as: 'editor', body: { users } });
const valuesFor = (flagKey: string, users: string[], server = burgee) =>
  Promise.all(users.map((userId) => valueFor(server, flagKey, { userId })));
/** Ids of the maximum length. */
const longest = (count: number) => Array.from({ length: count }, (_, index) => `${index}`.padEnd(255, 'ü'));

describe('W39 a list of users over HTTP', () => {
  it('sets all of them, returns the counts, and removes them', async () => {
    const key = await newFlagAt(burgee, 0);
    const users = ['ann', { userId: 'ben', reason: 'asked' }, { userId: 'cleo', expiresAt: null }];
    const set = await setUsers(key, { users, reason: 'beta' });
    expect(set).toMatchObject({ status: 200, body: { created: 3, updated: 0, unchanged: 0 } });
    expect(await valuesFor(key, ['ann', 'ben', 'cleo', 'dan'])).toEqual([true, true, true, false]);
    const list = await burgee.request(usersOf(key), { as: 'viewer' });
    expect(list.body).toMatchObject({ pagination: { total: 3 } });
    const removed = await removeUsers(key, ['ann', 'cleo', 'zoe']);
    expect(removed).toMatchObject({ status: 200, body: { removed: 2, notFound: 1, notFoundUsers: ['zoe'] } });
    expect(await valuesFor(key, ['ann', 'ben', 'cleo'])).toEqual([false, true, false]);
  });

  it('W39.6 reports invalid lines, unknown fields and an unknown flag', async () => {
    const key = await newFlagAt(burgee, 0);
    const wrong = await setUsers(key, { users: ['ann', '', { userId: 'ben', nope: 1 }] });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const { details } = wrong.body as { details: { path: string }[] };
    expect(details.map(({ path }) => path)).toEqual(['users.1', 'users.2']);
    expect(await setUsers(key, { users: ['ann'], nope: 1 })).toMatchObject({ status: 400 });
    expect(await setUsers('nope', { users: ['ann'] })).toMatchObject({ status: 404, body: { code: 'FLAG_NOT_FOUND' } });
    expect(await removeUsers('nope', ['ann'])).toMatchObject({ status: 404 });
  });

  it('R8 is applied once if it is sent again with the same Idempotency-Key', async () => {
    const key = await newFlagAt(burgee, 0);
    const send = () =>
      burgee.request(`${usersOf(key)}/bulk`, {
        as: 'editor',
        body: { users: ['ann', 'ben'], overrideType: 'include' },
        headers: { 'Idempotency-Key': `list of ${key}` },
      });
    const first = await send();
    await removeUsers(key, ['ann']);
    expect((await send()).body).toEqual(first.body);
    expect(await valuesFor(key, ['ann', 'ben'])).toEqual([false, true]);
  });

  it('A7 accepts the maximum number of users with the longest ids, in several megabytes', async () => {
    const key = await newFlagAt(burgee, 0);
    const users = longest(MAX_LISTED_USERS);
    expect(await setUsers(key, { users })).toMatchObject({ status: 200, body: { created: MAX_LISTED_USERS } });
    expect(await valuesFor(key, users.slice(-2))).toEqual([true, true]);
    expect(await removeUsers(key, users)).toMatchObject({ status: 200, body: { removed: MAX_LISTED_USERS } });
  });

  it('A7 refuses one user more, and a body larger than any list, with the reason', async () => {
    const key = await newFlagAt(burgee, 0);
    expect(await setUsers(key, { users: longest(MAX_LISTED_USERS + 1) })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'users', message: 'must have at most 10,000 users; send several lists' }] },
    });
    const tooLarge = await setUsers(key, { users: ['x'.repeat(MAX_LIST_BYTES)] });
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    expect(JSON.stringify(tooLarge.body)).toContain(String(MAX_LIST_BYTES));
  });

  it('A7 accepts a larger body for lists only, and from authenticated callers only', async () => {
    const key = await newFlagAt(burgee, 0);
    const body = { users: longest(4_000), overrideType: 'include' };
    const path = `${usersOf(key)}/bulk`;
    expect(await burgee.request(path, { body })).toMatchObject({ status: 413 });
    expect(await burgee.request(usersOf(key), { as: 'editor', body })).toMatchObject({ status: 413 });
    const calls = ['overrides.setUsers', 'overrides.setUser'].map((name) =>
      burgee.request(`/trpc/${name}`, { as: 'editor', body: { ...body, environment: 'development', flagKey: key } }),
    );
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 413]);
  });
});

describe('R3 a list of users', () => {
  it('applies on the other server to each of its users, until it is removed', async () => {
    await using other = await startTestServer({ databaseUrl: burgee.databaseUrl, settings });
    const key = await newFlagAt(burgee, 0);
    const users = Array.from({ length: 300 }, (_, index) => `user-${index}`);
    const expectOf = (some: string[], value: boolean) =>
      eventually(async () => expect(new Set(await valuesFor(key, some, other))).toEqual(new Set([value])));
    const each = async (value: boolean) => {
      // Waits with one user, because each attempt with all of them makes 300 requests.
      await expectOf(users.slice(-1), value);
      await expectOf(users, value);
    };
    // Makes the other server cache the values that it must drop.
    await each(false);
    await setUsers(key, { users });
    await each(true);
    await removeUsers(key, users, other);
    await each(false);
    expect(new Set(await valuesFor(key, users))).toEqual(new Set([false]));
  });
});
