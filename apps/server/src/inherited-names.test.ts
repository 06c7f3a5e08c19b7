import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  /** Every JavaScript object inherits these names. */
  const INHERITED = Object.getOwnPropertyNames(Object.prototype);

  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  type Answer = Awaited<ReturnType<TestServer['request']>>;

  /** Returns whether the name was accepted or refused with a reason, without a server error. */
  function isAcceptedOrRefused({ status, body }: Answer): boolean {
    return status < 300 || (status === 400 && (body as { code?: string }).code === 'VALIDATION_FAILED');
  }

  describe('A8 a name that every object inherits', () => {
    it.each(INHERITED)('%s as an environment locks no one out', async (name) => {
      const headers = { Authorization: `Bearer ${await burgee.server.tokens.issue('amy@example.org', 'admin', '1h')}` };
      const created = await burgee.request('/trpc/environments.create', { headers, body: { key: name } });
      expect([200, 400]).toContain(created.status);
      const listed = await burgee.request('/trpc/environments.list', { headers });
      expect(listed.status).toBe(200);
      if (created.status >= 300) return;
      for (const as of ['viewer', 'editor', 'admin'] as const) {
        const flags = await burgee.request(`/api/admin/flags?environment=${name}`, { as });
        expect(flags).toMatchObject({ status: 200, body: { items: [] } });
      }
      const flag = await burgee.request(`/api/admin/flags?environment=${name}`, { as: 'editor', body: { key: 'a' } });
      expect(flag.status).toBe(201);
    });

    it.each(INHERITED)('%s as a flag, a segment, a variant and an attribute is a name like any other', async (name) => {
      const segment = await burgee.request('/trpc/segments.create', {
        as: 'editor',
        body: {
          environment: 'development',
          key: name,
          name,
          condition: { attribute: name, operator: 'in', values: ['x'] },
        },
      });
      expect(isAcceptedOrRefused(segment)).toBe(true);
      const created = await burgee.request('/api/admin/flags', {
        as: 'editor',
        body: {
          key: name,
          type: 'string',
          enabled: true,
          variants: [
            { key: name, value: 'yes' },
            { key: 'no', value: 'no' },
          ],
          onVariant: name,
          offVariant: 'no',
          rules: [
            {
              condition: { attribute: name, operator: 'in', values: ['x'] },
              serve: { kind: 'variant', variant: name },
            },
          ],
        },
      });
      expect(isAcceptedOrRefused(created)).toBe(true);
      const flagKeys = created.status === 201 ? [name] : undefined;
      const ask = async (context: string) => {
        const response = await fetch(`${burgee.url}/api/config/evaluate`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: `{"context":${context}${flagKeys ? `,"flagKeys":${JSON.stringify(flagKeys)}` : ''}}`,
        });
        expect(response.status).toBe(200);
        return ((await response.json()) as { flags: Record<string, { value?: unknown; reason: string }> }).flags;
      };
      const inside = await ask(`{"userId":"ann",${JSON.stringify(name)}:"x"}`);
      const outside = await ask('{"userId":"ann"}');
      if (!flagKeys) return;
      expect(Object.entries(inside)).toEqual([
        [name, expect.objectContaining({ value: 'yes', reason: 'TARGETING_MATCH' })],
      ]);
      expect(Object.entries(outside)).toEqual([[name, expect.objectContaining({ value: 'no' })]]);
    });

    it('as a query parameter is refused like any other unknown one', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...INHERITED),
          fc.constantFrom('flags', 'flags/wishlist-gallery'),
          async (name, path) => {
            const { status } = await burgee.request(`/api/config/${path}?${name}=ann`);
            expect(status).toBe(400);
          },
        ),
        { numRuns: 30 },
      );
      expect((await burgee.request('/api/config/flags?userId=ann')).status).toBe(200);
    });

    it('as an environment grants no role to its callers', async () => {
      const { tokens } = burgee.server;
      const viewer = await tokens.issue('vera@example.org', 'viewer', '1h');
      const { status } = await burgee.request('/api/admin/flags?environment=constructor', {
        headers: { Authorization: `Bearer ${viewer}` },
        body: { key: 'b' },
      });
      expect(status).toBe(403);
    });
  });
});
