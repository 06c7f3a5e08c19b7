import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import { newFlag, type TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const fixed = (percentage: number) => ({
    schedule: { kind: 'fixed', percentage },
    bucketBy: ['userId'],
    salt: null,
    algorithm: 'murmur3',
    missing: 'included',
  });

  describe('public evaluation', () => {
    it('W9.4 returns all flags of the environment as booleans, without a token', async () => {
      const key = await newFlag(burgee, { enabled: true, rollout: fixed(100) });
      const { status, body } = await burgee.request('/api/config/flags');
      expect(status).toBe(200);
      expect(body).toMatchObject({ [key]: true, 'wishlist-gallery': false });
      expect(Object.values(body as object).every((value) => typeof value === 'boolean')).toBe(true);
    });

    it('W9.5 returns one flag with its metadata, and never its targets', async () => {
      const rules = [
        {
          id: 'staff',
          description: '',
          condition: { attribute: 'userId', operator: 'in', values: ['alice'] },
          rollout: fixed(100),
          serve: { kind: 'variant', variant: 'on' },
        },
      ];
      const key = await newFlag(burgee, { enabled: true, rollout: fixed(12.5), rules, description: 'secret plan' });
      const { body } = await burgee.request(`/api/config/flags/${key}`);
      expect(body).toEqual({ key, enabled: true, rolloutPercentage: 12.5 });
    });

    it('evaluates alike for the user in the query and for a context in the body', async () => {
      const key = await newFlag(burgee, { enabled: true, rollout: fixed(50) });
      for (const userId of ['ann', 'bob', 'cem', 'dora']) {
        const asked = await burgee.request(`/api/config/flags?userId=${userId}`);
        const posted = await burgee.request('/api/config/flags', { body: { context: { userId } } });
        expect(posted.body).toEqual(asked.body);
        expect(asked.body).toHaveProperty([key]);
      }
    });

    it('W39.9 evaluates to false for an empty, overlong or non-string user id, without an error', async () => {
      const key = await newFlag(burgee, { enabled: true, rollout: fixed(100) });
      for (const userId of ['', 'x'.repeat(256), 7, null, {}, ['a'], true]) {
        const { status, body } = await burgee.request('/api/config/flags', { body: { context: { userId } } });
        expect({ userId, status, value: (body as Record<string, boolean>)[key] }).toEqual({
          userId,
          status: 200,
          value: false,
        });
      }
    });

    it('answers 304 to a client that has the same answer, until the answer changes', async () => {
      await newFlag(burgee, { enabled: true, rollout: fixed(50) });
      const { headers } = await burgee.request('/api/config/flags?userId=ann');
      const etag = headers.get('etag') ?? '';
      const again = await burgee.request('/api/config/flags?userId=ann', { headers: { 'If-None-Match': etag } });
      expect(again.status).toBe(304);
      const key = await newFlag(burgee);
      const changed = await burgee.request('/api/config/flags?userId=ann', { headers: { 'If-None-Match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.body).toHaveProperty([key]);
    });

    it('returns values, variants and reasons, and an error for unknown flags', async () => {
      const key = await newFlag(burgee, {
        type: 'string',
        enabled: true,
        rollout: fixed(100),
        variants: [
          { key: 'blue', value: '#00f' },
          { key: 'plain', value: '#888' },
        ],
        offVariant: 'plain',
      });
      const { body } = await burgee.request('/api/config/evaluate', {
        body: { context: {}, flagKeys: [key, 'nothing'] },
      });
      expect(body).toMatchObject({
        version: expect.any(Number) as number,
        flags: {
          [key]: { value: '#00f', variant: 'blue', reason: 'STATIC' },
          nothing: { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
        },
      });
    });

    it('A5 explains only with a token, because explanations reveal targets', async () => {
      const body = { context: { userId: 'ann' }, flagKeys: ['wishlist-gallery'], explain: true };
      expect((await burgee.request('/api/config/evaluate', { body })).status).toBe(401);
      const explained = await burgee.request('/api/config/evaluate', { body, as: 'viewer' });
      expect(explained.body).toMatchObject({
        flags: { 'wishlist-gallery': { trace: expect.any(Array) as unknown[] } },
      });
    });

    // An edge has one environment.
    if (place === 'server') {
      it('F1.5 evaluates in another environment only with a token', async () => {
        expect((await burgee.request('/api/config/flags?environment=staging')).status).toBe(401);
        expect((await burgee.request('/api/config/flags?environment=staging', { as: 'viewer' })).status).toBe(200);
        const unknown = await burgee.request('/api/config/flags?environment=moon', { as: 'viewer' });
        expect(unknown).toMatchObject({ status: 404, body: { code: 'ENVIRONMENT_NOT_FOUND' } });
      });
    }
  });
});
