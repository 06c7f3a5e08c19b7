import { Flag, FlagPage, Problem } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

let count = 0;
async function newFlag(fields: object = {}): Promise<string> {
  const key = `flag-${++count}`;
  const { status } = await burgee.request('/api/admin/flags', { as: 'editor', body: { key, ...fields } });
  expect(status).toBe(201);
  return key;
}
describe('changing flags', () => {
  it("W9.6 W9.14 accepts an editor's update, returns the updated state, and evaluates with it immediately", async () => {
    const key = await newFlag();
    const { status, body } = await burgee.request(`/api/admin/flags/${key}`, {
      as: 'editor',
      body: { enabled: true, rolloutPercentage: 100 },
    });
    expect(status).toBe(200);
    const { rolloutPercentage, ...flag } = body as { rolloutPercentage: number };
    expect(Flag.parse(flag)).toMatchObject({ key, enabled: true, revision: 2 });
    expect(rolloutPercentage).toBe(100);
    expect((await burgee.request('/api/config/flags')).body).toHaveProperty([key], true);
  });

  it('W9.14 returns 401 without a token, and 403 with the wrong role', async () => {
    const key = await newFlag();
    const path = `/api/admin/flags/${key}`;
    expect(await burgee.request(path, { body: { enabled: true } })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
    expect(await burgee.request(path, { body: { enabled: true }, as: 'viewer' })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', details: { needs: 'editor', has: 'viewer' } },
    });
    expect((await burgee.request(path, { as: 'viewer' })).body).toMatchObject({ enabled: false, revision: 1 });
  });

  it('F1.2 creates, reads, lists, updates, archives, restores and deletes', async () => {
    const key = await newFlag({ description: 'whole life' });
    const path = `/api/admin/flags/${key}`;
    const patched = await burgee.request(path, {
      method: 'PATCH',
      as: 'editor',
      body: { description: 'later', revision: 1 },
    });
    expect(Flag.parse(patched.body)).toMatchObject({ description: 'later', revision: 2 });
    const listed = await burgee.request(`/api/admin/flags?search=${key}&pageSize=5&sort=-updatedAt`, { as: 'viewer' });
    expect(FlagPage.parse(listed.body)).toMatchObject({
      items: [{ key }],
      pagination: { page: 1, pageSize: 5, total: 1 },
    });
    expect((await burgee.request(`${path}/archive`, { as: 'editor', body: {} })).body).toMatchObject({
      archived: true,
    });
    expect((await burgee.request(`${path}/restore`, { as: 'editor', body: {} })).body).toMatchObject({
      archived: false,
    });
    const removed = await burgee.request(path, { method: 'DELETE', as: 'editor' });
    expect(removed).toMatchObject({ status: 204, body: '' });
    expect((await burgee.request(path, { as: 'viewer' })).status).toBe(404);
  });

  it('F1.7 is audited: who did what and when', async () => {
    const key = await newFlag();
    await burgee.request(`/api/admin/flags/${key}`, { as: 'admin', body: { enabled: true, reason: 'launch' } });
    const { body } = await burgee.request(`/api/admin/audit?flagKey=${key}`, { as: 'viewer' });
    expect(body).toMatchObject({
      items: [
        {
          action: 'updated',
          key,
          actor: 'token:admin@example.org',
          reason: 'launch',
          before: { enabled: false },
          after: { enabled: true },
        },
        { action: 'created', key, actor: 'token:editor@example.org', before: null },
      ],
      nextCursor: null,
    });
  });

  it('W9.16 logs every change as one structured line', async () => {
    const key = await newFlag();
    const lines = burgee.logged.filter((line) => line['msg'] === 'changed' && line['key'] === key);
    expect(lines).toEqual([
      expect.objectContaining({
        environment: 'development',
        actor: 'token:editor@example.org',
        action: 'created',
        subject: 'flag',
      }),
    ]);
  });

  it('R8 makes a change once if it is sent repeatedly with one Idempotency-Key, concurrently or in sequence', async () => {
    const key = await newFlag();
    const path = `/api/admin/flags/${key}`;
    const ask = (body: object, idempotencyKey: string) =>
      burgee.request(path, { as: 'editor', body, headers: { 'Idempotency-Key': idempotencyKey } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ enabled: true }, 'launch')));
    answers.push(await ask({ enabled: true }, 'launch'));
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 200, body: answers[0]?.body });
    expect((await burgee.request(path, { as: 'viewer' })).body).toMatchObject({ enabled: true, revision: 2 });
    const other = await ask({ enabled: false }, 'launch');
    expect(other).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const { body } = await burgee.request(`/api/admin/audit?flagKey=${key}`, { as: 'viewer' });
    expect((body as { items: unknown[] }).items).toHaveLength(2);
  });

  it('R15 shows the second of two editors what the first one changed', async () => {
    const key = await newFlag();
    const path = `/api/admin/flags/${key}`;
    await burgee.request(path, { method: 'PATCH', as: 'editor', body: { description: 'first', revision: 1 } });
    const second = await burgee.request(path, {
      method: 'PATCH',
      as: 'editor',
      body: { description: 'second', revision: 1 },
    });
    expect(second).toMatchObject({
      status: 409,
      body: {
        code: 'STALE_REVISION',
        details: { yours: 1, current: 2, differences: [{ field: 'description', yours: 'second', current: 'first' }] },
      },
    });
  });
});

describe('the demo', () => {
  it('W9.12 returns 404 "Feature not available" while its flag is off, and the list while it is on', async () => {
    const off = await burgee.request('/api/wishlist');
    expect(off).toMatchObject({ status: 404, body: { code: 'FEATURE_NOT_AVAILABLE', title: 'Feature not available' } });
    await burgee.request('/api/admin/flags/wishlist-gallery', {
      as: 'editor',
      body: { enabled: true, rolloutPercentage: 100 },
    });
    const on = await burgee.request('/api/wishlist?userId=ann');
    expect(on).toMatchObject({ status: 200, body: { items: expect.any(Array) as unknown[] } });
  });
});

describe('health', () => {
  it('reports liveness, readiness and the version', async () => {
    expect((await burgee.request('/healthz')).body).toEqual({ status: 'ok' });
    expect((await burgee.request('/readyz')).body).toMatchObject({ status: 'ready', database: { kind: 'postgresql' } });
    expect((await burgee.request('/version')).body).toMatchObject({ name: 'burgee' });
  });
});

describe('failures', () => {
  it('are problem details with code, hint and request id', async () => {
    const { status, headers, body } = await burgee.request('/api/admin/flags/wishlist-galery', { as: 'viewer' });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(Problem.parse(body)).toMatchObject({
      type: '/api/docs/problems#flag-not-found',
      status: 404,
      hint: 'Did you mean "wishlist-gallery"?',
      requestId: headers.get('x-request-id'),
    });
  });

  it('of an unknown route have the code ROUTE_NOT_FOUND', async () => {
    expect(await burgee.request('/api/nothing')).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
  });
});
