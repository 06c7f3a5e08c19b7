import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import { bearer, createKey } from './test-keys.ts';
import { newFlag, newFlagAt, type TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  let key: string;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
    key = await newFlagAt(burgee, 100);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const newKey = (input: object, server = burgee) => createKey(server, input);

  const explained = { context: { userId: 'ada' }, explain: true };

  describe('a key', () => {
    it('is read from "Authorization: Bearer" and from X-API-Key, never from the query', async () => {
      await using closed = await startTestPlace(place, { settings: { PUBLIC_EVALUATION: 'false' } });
      const { secret } = await newKey({ kind: 'server' }, closed);
      const ask = (headers: Record<string, string>, query = '') =>
        closed.request(`/api/config/flags${query}`, { headers }).then(({ status }) => status);
      expect(await ask(bearer(secret))).toBe(200);
      expect(await ask({ 'X-API-Key': secret })).toBe(200);
      expect(await ask({}, `?key=${secret}`)).toBe(400);
      expect(await ask({}, `?access_token=${secret}`)).toBe(400);
      expect(await ask({})).toBe(401);
      expect(await ask({ 'X-API-Key': `${secret}x` })).toBe(401);
      expect(await ask({ 'X-API-Key': `${secret}, ${secret}` })).toBe(401);
    });

    // An edge has one environment.
    if (place === 'server') {
      it('evaluates in its own environment by default, and in no other', async () => {
        const { secret } = await newKey({ kind: 'server', environment: 'staging' });
        const headers = bearer(secret);
        const own = await burgee.request('/api/config/flags', { headers });
        expect(own.body).not.toHaveProperty(key);
        const other = await burgee.request('/api/config/flags?environment=development', { headers });
        expect(other).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
        const changing = await burgee.request(`/api/admin/flags/${key}?environment=staging`, {
          headers,
          method: 'DELETE',
        });
        expect(changing).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
      });
    }

    it('may explain evaluations if it is a server key, but not if it is a web key', async () => {
      const server = await newKey({ kind: 'server' });
      const web = await newKey({ kind: 'web' });
      const ask = (secret: string) =>
        burgee.request('/api/config/evaluate', { headers: bearer(secret), body: explained });
      expect(await ask(server.secret)).toMatchObject({
        status: 200,
        body: { flags: { [key]: { trace: expect.anything() } } },
      });
      expect(await ask(web.secret)).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
    });

    it('of a page is accepted from its listed origins only', async () => {
      const { secret } = await newKey({ kind: 'web', origins: ['https://shop.example'] });
      const from = (headers: Record<string, string>) =>
        burgee.request('/api/config/flags', { headers: { ...bearer(secret), ...headers } });
      expect((await from({ Origin: 'https://shop.example' })).status).toBe(200);
      expect((await from({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
      const refused = [{ Origin: 'https://evil.example' }, { Origin: 'null' }, {}, { 'Sec-Fetch-Site': 'cross-site' }];
      for (const headers of refused as Record<string, string>[]) {
        expect(await from(headers)).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
      }
    });

    it('A5 of a page receives values, but nothing about targeted users', async () => {
      const { secret } = await newKey({ kind: 'web' });
      const flag = await newFlag(burgee, { description: 'the-secret-plan' });
      await burgee.request(`/api/admin/flags/${flag}/users`, {
        as: 'editor',
        body: { userId: 'the-secret-user', overrideType: 'include', reason: 'the-secret-reason' },
      });
      const headers = bearer(secret);
      const answers = [
        await burgee.request('/api/config/flags?userId=x', { headers }),
        await burgee.request(`/api/config/flags/${flag}`, { headers }),
        await burgee.request('/api/config/evaluate', { headers, body: { context: { userId: 'x' } } }),
        await burgee.request('/trpc/evaluation.evaluateAll', { headers, body: { context: {} } }),
        await burgee.request('/trpc/flags.get', { headers, body: { environment: 'development', key: flag } }),
      ];
      expect(JSON.stringify(answers)).not.toContain('the-secret');
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403]);
    });
  });
});
