import { deriveKey } from '@burgee/api';
import { type EnvironmentKey, type FlagKey, HOUR_MS } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOverrideLinks } from './override-links.ts';
import { PLACES, startTestPlace } from './test-edge.ts';
import { newFlag, newFlagAt, type TestServer, valueFor } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  const SECRET = 'fYb2'.repeat(8);

  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { AUTH_SECRET: SECRET } });
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const layer = (flagKey: string, name: string) => `/api/admin/flags/${flagKey}/overrides/${name}`;
  const put = (flagKey: string, name: string, body: object, as: 'admin' | 'editor' = 'editor') =>
    burgee.request(layer(flagKey, name), { method: 'PUT', as, body });
  const SESSIONS = '/api/config/session-overrides';
  const setSession = (body: object, query = '', as?: 'viewer') =>
    burgee.request(SESSIONS + query, { body, ...(as && { as }) });
  const problemOf = (body: unknown) => JSON.stringify((body as { details: unknown }).details);

  describe('S400.3 an emergency override', () => {
    it('needs an admin and a reason, and never expires', async () => {
      const key = await newFlagAt(burgee, 100);
      const body = { value: false, reason: 'fire' };
      expect(await put(key, 'emergency', body)).toMatchObject({ status: 403, body: { details: { needs: 'admin' } } });
      for (const wrong of [{ value: false }, { value: false, reason: '' }, { ...body, expiresAt: inHours(1) }]) {
        expect((await put(key, 'emergency', wrong, 'admin')).status).toBe(400);
      }
      expect(await valueFor(burgee, key)).toBe(true);
      expect(await put(key, 'emergency', body, 'admin')).toMatchObject({
        status: 200,
        body: { type: 'emergency', priority: 1000, value: false, reason: 'fire', createdBy: 'token:admin@example.org' },
      });
      expect(await valueFor(burgee, key)).toBe(false);
      const remove = (as: 'admin' | 'editor') => burgee.request(layer(key, 'emergency'), { method: 'DELETE', as });
      expect((await remove('editor')).status).toBe(403);
      expect((await remove('admin')).status).toBe(204);
      expect(await remove('admin')).toMatchObject({ status: 404, body: { code: 'OVERRIDE_NOT_FOUND' } });
      expect(await valueFor(burgee, key)).toBe(true);
    });
  });

  describe('S400.3 a testing override', () => {
    it('must expire within 24 hours', async () => {
      const key = await newFlagAt(burgee, 100);
      for (const expiresAt of [undefined, null, inHours(24.1), inHours(-1), 'soon']) {
        const answer = await put(key, 'testing/run-1', { value: false, expiresAt });
        expect({ expiresAt, answer }).toMatchObject({
          answer: { status: 400, body: { details: [{ path: 'expiresAt' }] } },
        });
      }
      const set = await put(key, 'testing/run-1', { value: false, expiresAt: inHours(23.9) });
      expect(set).toMatchObject({ status: 200, body: { type: 'testing', priority: 150, target: 'run-1' } });
      expect(await valueFor(burgee, key, { testRunId: 'run-1' })).toBe(false);
      expect(await valueFor(burgee, key, { testRunId: 'run-2' })).toBe(true);
      expect((await burgee.request(layer(key, 'testing/run-1'), { method: 'DELETE', as: 'editor' })).status).toBe(204);
      expect(await valueFor(burgee, key, { testRunId: 'run-1' })).toBe(true);
    });
  });

  describe('session overrides', () => {
    it('S400.8 work in development without a token, and can be listed and cleared', async () => {
      const key = await newFlagAt(burgee, 0);
      const set = await setSession({ overrides: [{ flagKey: key, value: 'on' }] });
      expect(set).toMatchObject({ status: 200, body: { overrides: [{ flagKey: key, value: true }] } });
      const { sessionId, token } = set.body as { sessionId: string; token: string };
      expect(await valueFor(burgee, key, { sessionId })).toBe(true);
      expect(await valueFor(burgee, key, { sessionId: 'other' })).toBe(false);
      const query = `?${new URLSearchParams({ sessionId, token }).toString()}`;
      expect(await burgee.request(`${SESSIONS}?sessionId=${sessionId}`)).toMatchObject({
        status: 403,
        body: { code: 'TOKEN_SCOPE' },
      });
      expect((await burgee.request(SESSIONS + query)).body).toMatchObject({ overrides: [{ flagKey: key }] });
      expect((await burgee.request(SESSIONS + query, { method: 'DELETE' })).status).toBe(204);
      expect((await burgee.request(SESSIONS + query)).body).toMatchObject({ overrides: [] });
      expect(await valueFor(burgee, key, { sessionId })).toBe(false);
    });

    it('S400.8 are refused in production for every caller', async () => {
      const body = { sessionId: 's', overrides: [{ flagKey: 'wishlist-gallery', value: true }] };
      const refused = {
        status: 403,
        body: { code: 'OVERRIDES_NOT_PERMITTED', details: { environment: 'production' } },
      };
      expect(await setSession(body, '?environment=production', 'viewer')).toMatchObject(refused);
      await using production = await startTestPlace(place, {
        databaseUrl: burgee.databaseUrl,
        settings: { BURGEE_ENVIRONMENT: 'production' },
      });
      expect(await production.request(SESSIONS, { body })).toMatchObject(refused);
      expect((await setSession(body, '?environment=moon', 'viewer')).status).toBe(404);
      expect((await setSession(body, '?environment=staging')).status).toBe(401);
    });

    it('are all refused if one is invalid', async () => {
      const key = await newFlagAt(burgee, 0);
      const good = { flagKey: key, value: true };
      const wishes = [
        { flagKey: key, value: 'perhaps' },
        { flagKey: key, value: 3 },
        { flagKey: 'nothing', value: true },
      ];
      for (const wrong of wishes) {
        const { status } = await setSession({ sessionId: 'whole', overrides: [good, wrong] });
        expect({ wrong, status }).toEqual({ wrong, status: wrong.flagKey === key ? 400 : 404 });
      }
      for (const wrong of [
        {},
        { overrides: [] },
        { overrides: [good], surprise: 1 },
        { overrides: Array(51).fill(good) },
      ]) {
        expect((await setSession({ sessionId: 'whole', ...wrong })).status).toBe(400);
      }
      expect(await valueFor(burgee, key, { sessionId: 'whole' })).toBe(false);
    });

    it('W39.8 cannot exceed the limit by listing one flag many times in one request', async () => {
      const key = await newFlag(burgee);
      const overrides = Array.from({ length: 40 }, () => ({ flagKey: key, value: true }));
      for (let time = 0; time < 3; time++) await setSession({ sessionId: 's', overrides }, '', 'viewer');
      const trail = await burgee.request(`/api/admin/audit?flagKey=${key}&type=session&limit=500`, { as: 'viewer' });
      expect((trail.body as { items: unknown[] }).items.length).toBeLessThanOrEqual(100);
    });
  });

  describe('B.15 signed links', () => {
    const links = (secret: string, now = () => new Date()) => createOverrideLinks(deriveKey(secret, 'links'), now);
    const sign = (flagKey: string, { secret = SECRET, environment = 'development', expiresAt = inHours(1) } = {}) =>
      links(secret).sign({
        environment: environment as EnvironmentKey,
        overrides: [{ flagKey: flagKey as FlagKey, value: true }],
        expiresAt,
      });

    it('set their overrides', async () => {
      const key = await newFlagAt(burgee, 0);
      const answer = await setSession({ sessionId: 'linked', link: await sign(key) });
      expect(answer).toMatchObject({ status: 200, body: { overrides: [{ flagKey: key, value: true }] } });
      expect(await valueFor(burgee, key, { sessionId: 'linked' })).toBe(true);
    });

    it('are refused with a reason if they are forged, changed, expired or for another environment', async () => {
      const key = await newFlagAt(burgee, 0);
      const [head = '', , signature = ''] = (await sign(key)).split('.');
      const [, claims = ''] = (await sign('other', { expiresAt: inHours(20) })).split('.');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
      const token = await burgee.server.tokens.issue('admin', 'admin', '1h');
      for (const [link, problem] of [
        [await sign(key, { secret: 'other'.repeat(8) }), 'not signed by this server'],
        [`${head}.${claims}.${signature}`, 'not signed by this server'],
        [unsigned, 'not signed by this server'],
        [token, 'not signed by this server'],
        ['nonsense', 'not signed by this server'],
        [await sign(key, { expiresAt: inHours(-1) }), 'expired'],
        [await sign(key, { environment: 'staging' }), 'for the environment staging'],
      ] as const) {
        const { status, body } = await setSession({ sessionId: 'forger', link });
        expect({ status, body }).toMatchObject({ status: 400, body: { details: [{ path: 'link' }] } });
        expect(problemOf(body)).toContain(problem);
      }
      expect(await valueFor(burgee, key, { sessionId: 'forger' })).toBe(false);
    });

    it('are not accepted as bearer tokens', async () => {
      const headers = { Authorization: `Bearer ${await sign('wishlist-gallery')}` };
      expect((await burgee.request('/api/admin/flags', { headers })).status).toBe(401);
    });
  });

  describe('S400.5 the override that applies', () => {
    it('is explained with those it shadows: who set them, why and when', async () => {
      const key = await newFlagAt(burgee, 0);
      const ids = { userId: 'ann', sessionId: 'resolved', testRunId: 'run' };
      await put(key, 'global', { value: false, reason: 'all off' });
      await burgee.request(`/api/admin/flags/${key}/users`, {
        as: 'editor',
        body: { userId: 'ann', overrideType: 'include' },
      });
      await put(key, 'testing/run', { value: true, expiresAt: inHours(1), reason: 'nightly' });
      await setSession({ sessionId: 'resolved', overrides: [{ flagKey: key, value: true }] });
      await put(key, 'emergency', { value: false, reason: 'fire' }, 'admin');
      const by = { createdBy: 'token:editor@example.org', createdAt: expect.any(String) as string };
      const resolved = await burgee.request(layer(key, `resolve?${new URLSearchParams(ids).toString()}`), {
        as: 'viewer',
      });
      expect(resolved).toMatchObject({
        status: 200,
        body: {
          override: { type: 'emergency', priority: 1000, createdBy: 'token:admin@example.org', reason: 'fire' },
          shadowed: [
            { type: 'session', priority: 200 },
            { type: 'testing', priority: 150, reason: 'nightly', ...by },
            { type: 'user', priority: 100, ...by },
            { type: 'global', priority: 50, reason: 'all off', ...by },
          ],
        },
      });
      const explained = await burgee.request('/api/config/evaluate', {
        as: 'viewer',
        body: { context: ids, flagKeys: [key], explain: true },
      });
      const { flags } = explained.body as { flags: Record<string, { value: boolean; trace: { layer: string }[] }> };
      const steps = Object.fromEntries((flags[key]?.trace ?? []).map((step) => [step.layer, step]));
      expect(flags[key]).toMatchObject({ value: false, reason: 'OVERRIDE', layer: 'emergency' });
      expect(steps).toMatchObject({
        emergency: { outcome: 'won', createdBy: 'token:admin@example.org', reason: 'fire', expiresAt: null },
        session: { outcome: 'shadowed' },
        testing: {
          outcome: 'shadowed',
          createdBy: 'token:editor@example.org',
          reason: 'nightly',
          expiresAt: expect.any(String) as string,
        },
        'user include': { outcome: 'shadowed', createdBy: 'token:editor@example.org' },
        global: { outcome: 'shadowed', createdBy: 'token:editor@example.org', reason: 'all off' },
      });
    });
  });
});
