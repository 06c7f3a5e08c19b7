import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

const SETTING = 'https://intranet.example';
const OF_KEY = 'https://shop.example';
const OTHER = 'https://evil.example';
const EVALUATION = [
  '/api/config/flags',
  '/api/config/evaluate',
  '/trpc/evaluation.evaluateAll',
  '/trpc/evaluation.changes',
  '/api/config/stream',
];
const REST = [
  '/api/admin/flags',
  '/api/wishlist',
  '/api/auth/get-session',
  '/trpc/flags.list',
  '/trpc/evaluation.evaluate,flags.list',
  '/trpc/evaluationx',
  '/mcp',
];

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  let webKey: string;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { CORS_ORIGINS: SETTING } });
    const input = { kind: 'web', environment: 'development', name: 'shop', origins: [OF_KEY] };
    const { body } = await burgee.request('/trpc/keys.create', { as: 'admin', body: input });
    webKey = (body as { result: { data: { secret: string } } }).result.data.secret;
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  function preflight(path: string, origin: string) {
    return burgee.request(path, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
  }

  describe('pages of other origins', () => {
    it('that a setting lists may call everything', async () => {
      for (const path of [...EVALUATION, ...REST]) {
        const { status, headers } = await preflight(path, SETTING);
        expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 204, SETTING]);
        expect(headers.get('access-control-allow-headers')).toContain('Authorization');
      }
    });

    it('that a web key lists may only evaluate', async () => {
      for (const path of EVALUATION) {
        const { status, headers } = await preflight(path, OF_KEY);
        expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 204, OF_KEY]);
      }
      for (const path of REST) {
        const { status, headers } = await preflight(path, OF_KEY);
        expect([path, status, headers.get('access-control-allow-origin')]).not.toEqual([path, 204, OF_KEY]);
      }
    });

    it('that are not listed may call nothing', async () => {
      for (const origin of [OTHER, 'null', 'https://shop.example.evil.example', 'http://shop.example', '*']) {
        for (const path of [...EVALUATION, ...REST]) {
          const { headers } = await preflight(path, origin);
          expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
        }
      }
    });

    it('can read answers, ETags and failures, never with cookies', async () => {
      const asked = { headers: { Origin: OF_KEY, 'X-API-Key': webKey } };
      for (const [path, status] of [
        ['/api/config/flags', 200],
        ['/api/config/flags/nothing', 404],
        ['/trpc/evaluation.evaluateAll?input=%7B%22context%22%3A%7B%7D%7D', 200],
      ] as const) {
        const answer = await burgee.request(path, asked);
        expect([path, answer.status]).toEqual([path, status]);
        expect(answer.headers.get('access-control-allow-origin')).toBe(OF_KEY);
        expect(answer.headers.get('access-control-expose-headers')).toBe(
          'ETag,Burgee-Next-Change-At,Burgee-Not-Served-Yet,Retry-After,X-Request-Id,Mcp-Session-Id',
        );
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      }
    });

    it('are distinguished by caches', async () => {
      for (const path of [...EVALUATION.slice(0, 1), ...REST]) {
        for (const headers of [{}, { Origin: OTHER }, { Origin: SETTING }] as Record<string, string>[]) {
          expect((await burgee.request(path, { headers })).headers.get('vary')).toMatch(/\bOrigin\b/);
        }
      }
    });
  });
});
