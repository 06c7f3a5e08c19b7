import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import { newFlag, newFlagAt, type TestServer, valueFor } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const usersOf = (flagKey: string) => `/api/admin/flags/${flagKey}/users`;
  const include = (flagKey: string, userId: string, query = '') =>
    burgee.request(usersOf(flagKey) + query, { as: 'editor', body: { userId, overrideType: 'include' } });
  const removeByPath = (flagKey: string, userId: string) =>
    burgee.request(`${usersOf(flagKey)}/${encodeURIComponent(userId)}`, { as: 'editor', method: 'DELETE' });
  const removeByQuery = (flagKey: string, userId: string) =>
    burgee.request(`${usersOf(flagKey)}?${new URLSearchParams({ userId }).toString()}`, {
      as: 'editor',
      method: 'DELETE',
    });
  async function countOf(flagKey: string, query = ''): Promise<number> {
    const { body } = await burgee.request(usersOf(flagKey) + query, { as: 'viewer' });
    return (body as { pagination: { total: number } }).pagination.total;
  }

  const IDS = [
    'Ærøskøbing',
    '用户-一',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    '%',
    '%2e%2e',
    '100%',
    'a/b',
    '../../flags',
    'a b+c&d=e?f#g',
    ' ',
    "'; drop table feature_flag_user_overrides; --",
    '__proto__',
    'constructor',
    'line\nbreak',
    '\u202eevil',
    'überall:global:*',
  ];

  describe('ids of users', () => {
    for (const id of IDS) {
      it(`may be ${JSON.stringify(id)}, and can be removed by path`, async () => {
        const key = await newFlagAt(burgee, 0);
        expect(await include(key, id)).toMatchObject({ status: 201, body: { target: id } });
        expect(await valueFor(burgee, key, { userId: id })).toBe(true);
        expect(await valueFor(burgee, key, { userId: `${id}x` })).toBe(false);
        expect((await removeByPath(key, id)).status).toBe(204);
        expect(await valueFor(burgee, key, { userId: id })).toBe(false);
      });
    }

    for (const id of ['.', '..']) {
      it(`may be "${id}", which can be removed only by query: by path, neither the override nor the flag is deleted`, async () => {
        const key = await newFlagAt(burgee, 0);
        expect((await include(key, id)).status).toBe(201);
        expect((await removeByPath(key, id)).status).toBeGreaterThanOrEqual(400);
        expect(await valueFor(burgee, key, { userId: id })).toBe(true);
        expect((await removeByQuery(key, id)).status).toBe(204);
        expect(await valueFor(burgee, key, { userId: id })).toBe(false);
      });
    }

    it('are different ids if Unicode composition or case differs', async () => {
      const key = await newFlagAt(burgee, 0);
      await include(key, 'caf\u00e9');
      const others = ['cafe\u0301', 'CAF\u00c9', 'caf\u00e9 '];
      for (const userId of others) expect(await valueFor(burgee, key, { userId })).toBe(false);
      expect(await valueFor(burgee, key, { userId: 'caf\u00e9' })).toBe(true);
    });

    for (const [what, id] of [
      ['half of a surrogate pair', 'ann\ud800'],
      ['NUL', 'ann\0'],
    ] as const) {
      it(`with ${what} are refused with 400, and nothing is changed`, async () => {
        const key = await newFlag(burgee);
        const { status, body } = await include(key, id);
        expect({ status, body }).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
        const reason = { userId: 'ann', overrideType: 'include', reason: id };
        const withReason = await burgee.request(usersOf(key), { as: 'editor', body: reason });
        expect(withReason).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
        const overrides = [{ flagKey: key, value: true }];
        const session = await burgee.request('/api/config/session-overrides', { body: { sessionId: id, overrides } });
        expect(session).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
        expect(await countOf(key)).toBe(0);
        const trail = await burgee.request(`/api/admin/audit?flagKey=${key}`, { as: 'viewer' });
        expect((trail.body as { items: unknown[] }).items).toHaveLength(1);
      });

      it(`with ${what} evaluate like any other id without an override`, async () => {
        const key = await newFlagAt(burgee, 100);
        const answer = await burgee.request('/api/config/flags', { body: { context: { userId: id } } });
        expect(answer).toMatchObject({ status: 200, body: { [key]: true } });
      });
    }

    it('with NUL or invalid UTF-8 are refused with 400 in paths and queries', async () => {
      const key = await newFlag(burgee);
      const global = `/api/admin/flags/${key}/overrides/global`;
      await burgee.request(global, { method: 'PUT', as: 'editor', body: { value: true } });
      const paths = [
        ['DELETE', `${usersOf(key)}/a%00`],
        ['DELETE', `${usersOf(key)}?userId=a%00`],
        ['DELETE', `${usersOf(key)}/%ED%A0%80`],
        ['DELETE', `${usersOf(key)}/%zz`],
        ['GET', `/api/admin/overrides?userId=a%00`],
        ['GET', `/api/admin/flags/${key}/overrides/resolve?userId=a%00`],
        ['GET', `/api/config/session-overrides?sessionId=a%00`],
        ['DELETE', `/api/config/session-overrides?sessionId=a%00`],
        ['DELETE', `/api/admin/flags/${key}/overrides/testing/a%00`],
        ['DELETE', `${global}?reason=a%00`],
      ] as const;
      const answers = [];
      for (const [method, path] of paths) {
        const { status } = await burgee.request(path, { method, as: 'admin' });
        answers.push({ method, path, status });
      }
      expect(answers).toEqual(paths.map(([method, path]) => ({ method, path, status: 400 })));
    });
  });

  // An edge has one environment.
  if (place === 'server') {
    describe('F1.5 environments', () => {
      it('do not share overrides', async () => {
        const key = await newFlagAt(burgee, 0);
        const query = '?environment=staging';
        await burgee.request(`/api/admin/flags${query}`, { as: 'editor', body: { key, enabled: true } });
        expect((await include(key, 'ann', query)).status).toBe(201);
        expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(false);
        expect([await countOf(key), await countOf(key, query)]).toEqual([0, 1]);
        const inStaging = await burgee.request(`/api/config/flags${query}&userId=ann`, { as: 'viewer' });
        expect(inStaging.body).toHaveProperty([key], true);
        expect((await removeByPath(key, 'ann')).status).toBe(404);
      });

      it('that do not exist return 404', async () => {
        const key = await newFlag(burgee);
        const query = '?environment=moon';
        const body = { value: true, reason: 'x' };
        const layer = `/api/admin/flags/${key}/overrides`;
        for (const answer of [
          await include(key, 'ann', query),
          await burgee.request(usersOf(key) + query, { as: 'viewer' }),
          await burgee.request(`${usersOf(key)}/ann${query}`, { as: 'editor', method: 'DELETE' }),
          await burgee.request(`${layer}/global${query}`, { as: 'editor', method: 'PUT', body }),
          await burgee.request(`${layer}/emergency${query}`, { as: 'admin', method: 'PUT', body }),
          await burgee.request(`${layer}/resolve${query}`, { as: 'viewer' }),
          await burgee.request(`/api/admin/overrides${query}`, { as: 'viewer' }),
          await burgee.request('/api/config/session-overrides?environment=moon&sessionId=s', { as: 'viewer' }),
          await burgee.request('/api/admin/environments/moon/cache/invalidate', { as: 'admin', method: 'POST' }),
        ]) {
          expect(answer).toMatchObject({ status: 404, body: { code: 'ENVIRONMENT_NOT_FOUND' } });
        }
      });
    });
  }
});
