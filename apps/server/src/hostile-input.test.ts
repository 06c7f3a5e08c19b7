import fc from 'fast-check';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
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
const expectStillServing = async () => expect((await burgee.request('/api/config/flags')).status).toBe(200);

describe('bodies', () => {
  it('A7 that nest 5,000 deep are refused', async () => {
    const deep = '{"context":' + '['.repeat(5_000) + ']'.repeat(5_000) + '}';
    expect(await send('/api/config/evaluate', deep)).toMatchObject({ status: 400, body: { code: 'BODY_TOO_DEEP' } });
    await expectStillServing();
  });

  it('A7 that are too large, or have 5,000 attributes, are refused', async () => {
    const large = JSON.stringify({ context: { a: 'x'.repeat(200_000) } });
    expect(await send('/api/config/evaluate', large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`a${i}`, 1]));
    expect(await send('/api/config/evaluate', JSON.stringify({ context: wide }))).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
    await expectStillServing();
  });

  it('that are not JSON, or missing, are refused with a reason', async () => {
    expect(await send('/api/config/evaluate', '{"context":')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
    const form = await send('/api/config/evaluate', '{"context":{}}', { 'Content-Type': 'text/plain' });
    expect(form).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });

  it('A6 with unknown or read-only fields are refused', async () => {
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

  it('with invalid fields are refused with all of them', async () => {
    const { body } = await burgee.request('/api/admin/flags', {
      as: 'editor',
      body: { key: 'no spaces please', type: 'color', tags: [''] },
    });
    const paths = (body as { details: { path: string }[] }).details.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['key', 'type', 'tags.0']));
  });
});

describe('contexts', () => {
  it('of any shape are evaluated or refused, and never cause a server error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (context) => {
        const { status } = await send('/api/config/evaluate', JSON.stringify({ context }));
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
    await expectStillServing();
  });

  it('A8 may use __proto__, constructor and toString as names', async () => {
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
  /** Sends the raw path, which a URL parser would normalize. */
  async function askRaw(method: string, path: string, headers: Record<string, string> = {}): Promise<number> {
    const { port } = new URL(burgee.url);
    const asked = request({ host: '127.0.0.1', port, method, path, headers });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  }

  it.each([
    '/api/admin/..%2fhealthz',
    '/api/admin/../admin/flags',
    '/api/config/../admin/flags',
    '/api/config/%2e%2e/admin/flags',
    '/api/config/..%2fadmin/flags',
    '//api/admin/flags',
    '/api//admin/flags',
    '/api/./admin/flags',
    '/api/admin;/flags',
    '/api/admin/flags;x',
    '/api/admin/flags/',
    '/api/admin/flags%00',
    '/api/admin%2fflags',
    '/api%2fadmin%2fflags',
    '/API/ADMIN/FLAGS',
    '/api/Admin/flags',
    '/api/admin/flags%3f',
    '/api/admin/flags?_method=GET',
    '/api/admin/audit#/healthz',
    'http://localhost/api/admin/flags',
    '/trpc/..%2fhealthz',
    '/trpc/flags.list%00',
    '/trpc//flags.list',
    '/TRPC/flags.list',
    '/healthz/../api/admin/flags',
  ])('A2 cannot bypass authorization with the path %s', async (path) => {
    expect([400, 401, 404]).toContain(await askRaw('GET', path));
  });

  it('A2 are handled by their method alone, regardless of override headers and parameters', async () => {
    const flag = '/api/admin/flags/wishlist-gallery';
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const read = await burgee.request(flag, { headers: { [name]: 'DELETE' }, as: 'admin' });
      expect(read.status).toBe(200);
    }
    expect((await burgee.request(`${flag}?_method=DELETE`, { as: 'admin' })).status).toBe(400);
    const posted = await burgee.request(flag, { as: 'admin', body: { _method: 'DELETE', enabled: true } });
    expect(posted.status).toBe(400);
    for (const method of ['TRACE', 'PROPFIND', 'OPTIONS'])
      expect([400, 401, 404, 405]).toContain(await askRaw(method, flag));
    expect((await burgee.request(flag, { as: 'viewer' })).body).toMatchObject({ enabled: false, revision: 1 });
    expect(await burgee.request('/api/config/flags/%zz')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  it('A10 may search for SQL and wildcards as plain text', async () => {
    for (const search of ["'; drop table feature_flags; --", "' or '1'='1", '%', '_', '\\', '%_%', '$1', '?']) {
      const { status, body } = await burgee.request(`/api/admin/flags?search=${encodeURIComponent(search)}`, {
        as: 'viewer',
      });
      expect({ search, status }).toEqual({ search, status: 200 });
      expect(body).toMatchObject({ items: search === '_' ? (expect.anything() as unknown) : [] });
    }
    expect((await burgee.request('/api/admin/flags?search=%00', { as: 'viewer' })).status).toBe(400);
    const sorted = await burgee.request('/api/admin/flags?sort=key;drop', { as: 'viewer' });
    expect(sorted).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    for (const cursor of ["'", 'a_b', '2027-01-01T00:00:00Z_x']) {
      expect(
        (await burgee.request(`/api/admin/audit?cursor=${encodeURIComponent(cursor)}`, { as: 'viewer' })).status,
      ).toBe(400);
    }
  });

  it('A14 change nothing by GET, nor by a form or text from another page', async () => {
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

  it('A11 produce one JSON log line each, regardless of their content', async () => {
    const written = burgee.lines.length;
    await burgee.request('/api/admin/flags/a%0Ab', { as: 'viewer', headers: { 'User-Agent': 'x\ty' } });
    const reason = 'one\n{"level":50,"msg":"bug"}\r\n\u2028two\u0007';
    const named = { key: 'logged', description: 'a\nb', reason };
    expect((await burgee.request('/api/admin/flags', { as: 'editor', body: named })).status).toBe(201);
    const token = await burgee.server.tokens.issue('eve\n{"level":50}', 'editor', '1h');
    await burgee.request('/api/admin/flags/logged', {
      headers: { Authorization: `Bearer ${token}` },
      body: { enabled: true },
    });
    const lines = burgee.lines.slice(written);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/[\n\r\u0007]/);
      expect(JSON.parse(line)).not.toMatchObject({ msg: 'bug' });
    }
    expect(burgee.logged).toContainEqual(
      expect.objectContaining({ msg: 'changed', key: 'logged', reason: reason.trim() }),
    );
    expect(burgee.logged.find((entry) => String(entry['path']).includes('a%0Ab'))).toMatchObject({ msg: 'request' });
  });

  it('A12 that contain scripts are answered as data, never as a page', async () => {
    const script = '<script>alert(1)</script>';
    const created = await burgee.request('/api/admin/flags', {
      as: 'editor',
      body: { key: 'scripted', description: script },
    });
    const search = `/api/admin/flags?search=${encodeURIComponent(script)}`;
    for (const answer of [
      created,
      await burgee.request('/api/admin/flags/scripted', { as: 'viewer' }),
      await burgee.request(search, { as: 'viewer' }),
      await burgee.request(`/api/admin/flags/${encodeURIComponent(script)}`, { as: 'viewer' }),
      await burgee.request(`/api/${encodeURIComponent(script)}`),
      await burgee.request(`/${script}`),
      await burgee.request(`/trpc/${encodeURIComponent(script)}`),
    ]) {
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('A14 change nothing with a content type that any page can send', async () => {
    const token = await burgee.server.tokens.issue('e', 'editor', '1h');
    const before = await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'viewer' });
    const input = { environment: 'development', key: 'wishlist-gallery', enabled: true };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      for (const [path, body] of [
        ['/api/admin/flags/wishlist-gallery', { enabled: true }],
        ['/trpc/flags.setEnabled', input],
      ] as const) {
        const sent = Buffer.from(JSON.stringify(body));
        const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
        const { status } = await fetch(burgee.url + path, { method: 'POST', headers, body: sent });
        expect([path, type, status]).not.toEqual([path, type, 200]);
      }
    }
    for (const path of ['/trpc/flags.setEnabled', '/trpc/flags.delete', '/trpc/session.join']) {
      expect(
        (await burgee.request(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { as: 'editor' })).status,
      ).toBe(405);
    }
    expect((await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'viewer' })).body).toEqual(before.body);
  });
});

describe('A5 a public evaluation', () => {
  it('returns values only: no id, no rule, no segment, no description', async () => {
    const secrets = ['somebody@example.org', 'secret-plan', 'secret-rule', 'secret-tag', 'insiders', 'other-user'];
    const clause = { attribute: 'userId', operator: 'in', values: ['somebody@example.org'] };
    const rollout = {
      schedule: { kind: 'fixed', percentage: 100 },
      bucketBy: ['userId'],
      salt: null,
      algorithm: 'murmur3',
      missing: 'included',
    };
    const environment = 'development';
    const send = (path: string, body: object) => burgee.request(path, { as: 'admin', body });
    await send('/trpc/segments.create', {
      environment,
      key: 'insiders',
      description: 'secret-plan',
      condition: clause,
    });
    const rule = (id: string, condition: object) => ({
      id,
      description: 'secret-rule',
      condition,
      rollout,
      serve: { kind: 'variant', variant: 'on' },
    });
    const fields = {
      key: 'targeted',
      enabled: true,
      rollout,
      description: 'secret-plan',
      tags: ['secret-tag'],
      rules: [rule('staff', clause), rule('in', { segment: 'insiders' })],
    };
    expect(await send('/api/admin/flags', fields)).toMatchObject({ status: 201 });
    const override = { userId: 'other-user', overrideType: 'exclude', reason: 'secret-plan' };
    expect((await send('/api/admin/flags/targeted/users', override)).status).toBe(201);
    const made = await send('/trpc/keys.create', { kind: 'web', environment, name: 'page' });
    const key = (made.body as { result: { data: { secret: string } } }).result.data.secret;
    const flagId = (await burgee.request('/api/admin/flags/targeted', { as: 'viewer' })).body as { id: string };
    for (const headers of [{}, { 'X-API-Key': key }] as Record<string, string>[]) {
      const context = { userId: 'other-user' };
      const input = encodeURIComponent(JSON.stringify({ context, flagKey: 'targeted' }));
      const all = await burgee.request('/api/config/evaluate', { headers, body: { context } });
      expect((all.body as { flags: Record<string, object> }).flags['targeted']).toEqual({
        value: false,
        variant: 'off',
        enabled: false,
        reason: 'OVERRIDE',
      });
      for (const { status, body } of [
        all,
        await burgee.request('/api/config/flags', { headers }),
        await burgee.request('/api/config/flags/targeted', { headers }),
        await burgee.request(`/trpc/evaluation.evaluate?input=${input}`, { headers }),
      ]) {
        expect(status).toBe(200);
        for (const secret of [...secrets, flagId.id]) expect(JSON.stringify(body)).not.toContain(secret);
      }
      const explained = await burgee.request('/api/config/evaluate', { headers, body: { context, explain: true } });
      expect([401, 403]).toContain(explained.status);
    }
  });
});
