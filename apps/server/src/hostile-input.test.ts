import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { BODY_LIMIT_BYTES: '100000' } });
});
afterAll(() => burgee[Symbol.asyncDispose]());

async function send(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(burgee.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as { code?: string; details?: unknown } };
}
const stillServes = async () => expect((await burgee.request('/api/config/flags')).status).toBe(200);

describe('bodies', () => {
  it('A7 refuses one that nests 5,000 deep', async () => {
    const deep = '{"context":' + '['.repeat(5_000) + ']'.repeat(5_000) + '}';
    expect(await send('/api/config/evaluate', deep)).toMatchObject({ status: 400, body: { code: 'BODY_TOO_DEEP' } });
    await stillServes();
  });

  it('A7 refuses one that is too large, and 10,000 attributes', async () => {
    const large = JSON.stringify({ context: { a: 'x'.repeat(200_000) } });
    expect(await send('/api/config/evaluate', large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`a${i}`, 1]));
    expect(await send('/api/config/evaluate', JSON.stringify({ context: wide }))).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
    await stillServes();
  });

  it('says what is wrong with one that is no JSON, and with none', async () => {
    expect(await send('/api/config/evaluate', '{"context":')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
    const form = await send('/api/config/evaluate', '{"context":{}}', { 'Content-Type': 'text/plain' });
    expect(form).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });

  it('A6 refuses fields that it does not know, and those that are not the sender’s to set', async () => {
    for (const field of ['id', 'version', 'createdBy', 'environment', 'surprise']) {
      const answer = await burgee.request('/api/admin/flags/wishlist-gallery', {
        as: 'editor',
        body: { enabled: true, [field]: 'x' },
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    }
    const { body } = await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'viewer' });
    expect(body).toMatchObject({ enabled: false, revision: 1 });
  });

  it('names every field that is wrong', async () => {
    const { body } = await burgee.request('/api/admin/flags', {
      as: 'editor',
      body: { key: 'no spaces please', type: 'colour', tags: [''] },
    });
    const paths = (body as { details: { path: string }[] }).details.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['key', 'type', 'tags.0']));
  });
});

describe('contexts', () => {
  it('of any shape are evaluated or refused, never a failure of the server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (context) => {
        const { status } = await send('/api/config/evaluate', JSON.stringify({ context }));
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
    await stillServes();
  });

  it('A8 takes __proto__, constructor and toString for names like any other', async () => {
    const hostile =
      '{"context":{"__proto__":{"userId":"x"},"constructor":"y","toString":"z","userId":"ann"},"flagKeys":["constructor","toString"]}';
    expect(await send('/api/config/evaluate', hostile)).toMatchObject({ status: 200 });
    expect(({} as Record<string, unknown>)['userId']).toBeUndefined();
    for (const key of ['constructor', 'toString']) {
      expect((await burgee.request('/api/admin/flags', { as: 'editor', body: { key } })).status).toBe(201);
      expect((await burgee.request('/api/config/flags')).body).toHaveProperty([key], false);
    }
    const reserved = await burgee.request('/api/admin/flags', { as: 'editor', body: { key: '__proto__' } });
    expect(reserved).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });
});

describe('requests', () => {
  it('A2 finds no way around authorisation by tricks in the path', async () => {
    for (const path of [
      '/api/admin/..%2fhealthz',
      '/api//admin/flags',
      '/api/admin/flags;x',
      '/API/ADMIN/flags',
      '/api/admin/%2e%2e/flags',
    ]) {
      const { status } = await burgee.request(path);
      expect([401, 404]).toContain(status);
    }
    const overridden = await burgee.request('/api/admin/flags/wishlist-gallery', {
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
      as: 'viewer',
    });
    expect(overridden.status).toBe(200);
    expect(await burgee.request('/api/config/flags/%zz')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  it('A10 takes SQL and wildcards in searches for text', async () => {
    for (const search of ["'; drop table feature_flags; --", '%', '_', '\\']) {
      const { status, body } = await burgee.request(`/api/admin/flags?search=${encodeURIComponent(search)}`, {
        as: 'viewer',
      });
      expect({ search, status }).toEqual({ search, status: 200 });
      expect(body).toMatchObject({ items: search === '_' ? (expect.anything() as unknown) : [] });
    }
    const sorted = await burgee.request('/api/admin/flags?sort=key;drop', { as: 'viewer' });
    expect(sorted).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    for (const cursor of ["'", 'a_b', '2027-01-01T00:00:00Z_x']) {
      expect(
        (await burgee.request(`/api/admin/audit?cursor=${encodeURIComponent(cursor)}`, { as: 'viewer' })).status,
      ).toBe(400);
    }
  });

  it('A14 changes nothing by GET, nor by a form or text from another page', async () => {
    const trpc = await burgee.request('/trpc/flags.setEnabled?input={}', { as: 'editor' });
    expect(trpc.status).toBe(405);
    const form = await fetch(`${burgee.url}/api/admin/flags/wishlist-gallery`, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/plain',
        Authorization: `Bearer ${await burgee.server.tokens.issue('e', 'editor', '1h')}`,
      },
      body: '{"enabled":true}',
    });
    expect(form.status).toBe(400);
    expect((await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'viewer' })).body).toMatchObject({
      enabled: false,
    });
  });

  it('A11 stay one JSON line each in the log, whatever is in them', async () => {
    await burgee.request('/api/admin/flags/a%0Ab', { as: 'viewer', headers: { 'User-Agent': 'x' } });
    const line = burgee.logged.find((entry) => String(entry['path']).includes('a%0Ab'));
    expect(line).toMatchObject({ msg: 'request' });
  });
});
