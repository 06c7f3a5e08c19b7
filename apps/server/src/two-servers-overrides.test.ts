import { HOUR_MS } from '@burgee/contracts';
import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutListeners, newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

const usersOf = (flagKey: string) => `/api/admin/flags/${flagKey}/users`;
const include = ({ request }: TestServer, flagKey: string, userId: string) =>
  request(usersOf(flagKey), { as: 'editor', body: { userId, overrideType: 'include' } });

/** Waits until `burgee` evaluates to `value`, because a change may arrive late. */
async function waitForValue(
  burgee: TestServer,
  flagKey: string,
  ids: Record<string, string>,
  value: boolean,
): Promise<void> {
  await eventually(async () => expect(await valueFor(burgee, flagKey, ids)).toBe(value));
}

/** For each type, the ids that it is set for, and the path that removes it. */
const TYPES = {
  user: { ids: { userId: 'one' }, path: (key: string) => `${usersOf(key)}?userId=one` },
  session: { ids: { sessionId: 'one' }, path: () => '/api/config/session-overrides?sessionId=one' },
  testing: { ids: { testRunId: 'one' }, path: (key: string) => `/api/admin/flags/${key}/overrides/testing/one` },
  global: { ids: {}, path: (key: string) => `/api/admin/flags/${key}/overrides/global` },
  emergency: { ids: {}, path: (key: string) => `/api/admin/flags/${key}/overrides/emergency` },
} as const;
type Type = keyof typeof TYPES;

async function setOverride(burgee: TestServer, type: Type, key: string): Promise<void> {
  const reason = 'two servers';
  const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
  const put = (body: object) => burgee.request(TYPES[type].path(key), { as: 'admin', method: 'PUT', body });
  const { status } = await {
    user: () => include(burgee, key, 'one'),
    session: () =>
      burgee.request('/api/config/session-overrides', {
        body: { sessionId: 'one', overrides: [{ flagKey: key, value: true }] },
      }),
    testing: () => put({ value: true, expiresAt }),
    global: () => put({ value: true }),
    emergency: () => put({ value: true, reason }),
  }[type]();
  expect({ type, isDone: status < 300 }).toEqual({ type, isDone: true });
}

async function removeOverride(burgee: TestServer, type: Type, key: string): Promise<void> {
  const { status } = await burgee.request(TYPES[type].path(key), { as: 'admin', method: 'DELETE' });
  expect({ type, status }).toEqual({ type, status: 204 });
}

async function setAndRemoveAll(one: TestServer, other: TestServer): Promise<void> {
  for (const type of Object.keys(TYPES) as Type[]) {
    const key = await newFlagAt(one, 0);
    const { ids } = TYPES[type];
    // Makes the other server cache the value that it must drop.
    await waitForValue(other, key, ids, false);
    await setOverride(one, type, key);
    await waitForValue(other, key, ids, true);
    await removeOverride(one, type, key);
    await waitForValue(other, key, ids, false);
  }
}

let one: TestServer;
let other: TestServer;
beforeAll(async () => {
  one = await startTestServer();
  other = await startTestServer({ databaseUrl: one.databaseUrl });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
});

/** Keeps tests fast that depend on polling. */
const OFTEN = { VERSION_POLL_MS: '100' };

describe('R3 an override', () => {
  it('of every type applies on the other server until it is removed', async () => {
    await setAndRemoveAll(one, other);
  });

  it('does so even while the listening connections are cut repeatedly', async () => {
    await using first = await startTestServer({ settings: OFTEN });
    await using second = await startTestServer({ databaseUrl: first.databaseUrl, settings: OFTEN });
    await using _cutting = await cutListeners(first.databaseUrl);
    await setAndRemoveAll(first, second);
  });

  it('of a flag deleted on the other server leaves an audit entry', async () => {
    const key = await newFlagAt(one, 0);
    for (const type of Object.keys(TYPES) as Type[]) await setOverride(one, type, key);
    await waitForValue(other, key, { userId: 'one' }, true);
    const { status } = await other.request(`/api/admin/flags/${key}`, { as: 'admin', method: 'DELETE' });
    expect(status).toBe(204);
    const trail = await one.request(`/api/admin/audit?flagKey=${key}&action=removed`, { as: 'viewer' });
    const entries = (trail.body as { items: { subject: string; overrideType: string | null }[] }).items;
    const types = entries.flatMap(({ overrideType }) => overrideType ?? []);
    expect(types.toSorted()).toEqual(Object.keys(TYPES).toSorted());
  });
});

describe('W39.8 100 changes per hour', () => {
  it('are counted across servers', async () => {
    const key = await newFlagAt(one, 0);
    await waitForValue(other, key, {}, false);
    for (let change = 0; change < 100; change++) {
      const { status } = await include(change % 2 ? other : one, key, `user-${change}`);
      expect({ change, status }).toEqual({ change, status: 201 });
    }
    for (const server of [one, other]) {
      const refused = await include(server, key, 'too-late');
      expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  it('let exactly 100 of 110 concurrent changes by 11 callers through', async () => {
    const key = await newFlagAt(one, 0);
    // Writers queue for one lock, so more of them would hit the deadline of R6 instead of the limit.
    const callers = Array.from({ length: 11 }, async (_, caller) => {
      const answers = [];
      for (let change = 0; change < 10; change++) {
        answers.push(await include(change % 2 ? other : one, key, `user-${caller}-${change}`));
      }
      return answers;
    });
    const answers = (await Promise.all(callers)).flat();
    const countOf = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
    expect({ set: countOf(201), refused: countOf(429) }).toEqual({ set: 100, refused: 10 });
    const listed = await one.request(usersOf(key), { as: 'viewer' });
    expect(listed.body).toMatchObject({ pagination: { total: 100 } });
  });
});
