import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTOMATIC_HEADERS, IDENTIFYING_HEADERS } from './request-headers.ts';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { LOG_LEVEL: 'info' } });
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  /** Only Express numbers requests. */
  async function wasAnsweredByExpress(name: string): Promise<boolean> {
    const { headers } = await burgee.request('/api/config/flags', { headers: { [name]: 'anything' } });
    return headers.has('x-request-id');
  }

  describe('GET /api/config/flags', () => {
    it.each(IDENTIFYING_HEADERS)('with %s is answered by Express', async (name) => {
      expect(await wasAnsweredByExpress(name)).toBe(true);
    });

    it.each([...AUTOMATIC_HEADERS, 'User-Agent'])('with %s is answered without Express', async (name) => {
      expect(await wasAnsweredByExpress(name)).toBe(false);
    });
  });
});
