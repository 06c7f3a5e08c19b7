import type { EvaluatedBooleans } from '@burgee/api';
import { HOUR_MS, isSameJson } from '@burgee/contracts';
import fc from 'fast-check';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithBooleans } from './rest/booleans.ts';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  const PATH = '/api/config/flags';
  const HEADER = 'burgee-next-change-at';
  /** A request with an origin bypasses the hot path. */
  const THROUGH_EXPRESS = { Origin: 'https://shop.example' };

  let burgee: TestServer;
  const step = new Date(Date.now() + HOUR_MS).toISOString();
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { LOG_LEVEL: 'info' } });
    await newFlag({
      key: 'stepped',
      rollout: { schedule: { kind: 'steps', steps: [{ at: step, percentage: 100 }] } },
    });
    await newFlag({
      key: 'for-pro',
      rules: [
        {
          id: 'pro',
          condition: { attribute: 'plan', operator: 'in', values: ['pro', 'team'] },
          serve: { kind: 'variant', variant: 'on' },
        },
      ],
    });
    // An edge fetches the overrides of an id once, and the hot path waits for nothing.
    await burgee.request(`${PATH}?userId=ann`);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  async function newFlag(fields: object): Promise<void> {
    const { status } = await burgee.request('/api/admin/flags', { as: 'editor', body: { enabled: true, ...fields } });
    expect(status).toBe(201);
  }

  describe('B.24 GET /api/config/flags', () => {
    it.each([
      ['without Express', {}],
      ['by Express', THROUGH_EXPRESS],
    ])('reports the next change in a header, answered %s', async (_where, headers) => {
      const answer = await burgee.request(`${PATH}?userId=ann`, { headers });
      expect(answer.headers.has('x-request-id')).toBe('Origin' in headers);
      expect([answer.status, answer.headers.get(HEADER)]).toEqual([200, step]);
      const again = await burgee.request(`${PATH}?userId=ann`, {
        headers: { ...headers, 'If-None-Match': answer.headers.get('etag') ?? '' },
      });
      expect([again.status, again.headers.get(HEADER)]).toEqual([304, step]);
    });

    it('returns the same ETag with and without Express', async () => {
      const [hot, cold] = [await burgee.request(PATH), await burgee.request(PATH, { headers: THROUGH_EXPRESS })];
      expect(hot.headers.get('etag')).toBe(cold.headers.get('etag'));
    });

    it('accepts an ETag in its quoted, unquoted and weak form', async () => {
      const etag = (await burgee.request(PATH)).headers.get('etag') ?? '';
      for (const known of [etag, etag.slice(1, -1), `W/${etag}`, `"other", ${etag}`]) {
        for (const headers of [{}, THROUGH_EXPRESS]) {
          const { status } = await burgee.request(PATH, { headers: { ...headers, 'If-None-Match': known } });
          expect({ known, status }).toEqual({ known, status: 304 });
        }
      }
    });
  });

  describe('POST /api/config/flags', () => {
    const ask = (plan: string, etag = '') =>
      burgee.request(PATH, { body: { context: { userId: 'ann', plan } }, headers: { 'If-None-Match': etag } });

    it('answers 304 to the same context, and reports the next change', async () => {
      const { headers } = await ask('free');
      expect(headers.get(HEADER)).toBe(step);
      const again = await ask('free', headers.get('etag') ?? '');
      expect([again.status, again.headers.get(HEADER)]).toEqual([304, step]);
    });

    it('never answers 304 to a changed plan of the same user, even if all results are equal', async () => {
      const etag = (await ask('pro')).headers.get('etag') ?? '';
      const others = await Promise.all(['free', 'team'].map((plan) => ask(plan, etag)));
      expect(others.map(({ status }) => status)).toEqual([200, 200]);
      expect(others.map(({ body }) => (body as Record<string, boolean>)['for-pro'])).toEqual([false, true]);
    });

    it('never answers 304 to a changed version', async () => {
      const etag = (await ask('free')).headers.get('etag') ?? '';
      const { body } = await burgee.request('/api/admin/flags/for-pro', { as: 'viewer' });
      const { revision } = body as { revision: number };
      const changed = await burgee.request('/api/admin/flags/for-pro', {
        method: 'PATCH',
        as: 'editor',
        body: { description: 'for paying users', revision },
      });
      expect(changed.status).toBe(200);
      expect((await ask('free', etag)).status).toBe(200);
    });
  });

  it('B.24 POST /api/config/evaluate reports the next change and the time of the evaluation', async () => {
    const { body } = await burgee.request('/api/config/evaluate', { body: { context: { userId: 'ann' } } });
    expect(body).toMatchObject({ nextChangeAt: step, evaluatedAt: expect.stringMatching(/Z$/) });
    const steady = await burgee.request('/api/config/evaluate', { body: { context: {}, flagKeys: ['for-pro'] } });
    expect(Object.keys(steady.body as object)).toEqual(['environment', 'version', 'flags']);
  });

  describe('the ETag of booleans', () => {
    const answers = fc.record({
      environment: fc.constantFrom('production', 'staging'),
      version: fc.integer({ min: 1, max: 3 }),
      context: fc.record(
        { userId: fc.constantFrom('ann', 'bob'), plan: fc.constantFrom('free', 'pro') },
        { requiredKeys: [] },
      ),
      nextChangeAt: fc.constantFrom(undefined, '2027-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z'),
      json: fc.constantFrom('{}', '{"a":true}', '{"a":false}'),
    }) as unknown as fc.Arbitrary<EvaluatedBooleans>;

    it('is the same for two answers only if environment, version, context, next change and text are equal', () => {
      fc.assert(
        fc.property(answers, answers, (one, other) => {
          const isSame = isSameJson(one, other);
          expect(sent(other, sent(one).etag).status).toBe(isSame ? 304 : 200);
        }),
        { numRuns: 10_000 },
      );
    });

    /** The response to a client that holds the ETag `known`. */
    function sent(answer: EvaluatedBooleans, known?: string): { status: number; etag: string } {
      const seen = { status: 0, etag: '' };
      const response = {
        writeHead: (status: number, { ETag }: { ETag: string }) => {
          Object.assign(seen, { status, etag: ETag });
          return response;
        },
        end: () => response,
      };
      const request = { headers: { 'if-none-match': known } };
      answerWithBooleans(request as unknown as IncomingMessage, response as unknown as ServerResponse, answer);
      return seen;
    }
  });
});
