import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

const NOTHING = "default-src 'none';frame-ancestors 'none'";

/** Both are long enough to be compressed. */
const CODE = 'export {};\n'.repeat(500);
const pageWith = (nonce?: string) => `<meta name="csp-nonce" content="${nonce}"><style nonce="${nonce}">`.repeat(50);

/** A built web app under `/app`. */
async function startWithApp(settings: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'burgee-app-'));
  stack.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), pageWith('__CSP_NONCE__'));
  await writeFile(join(folder, 'assets/app-1a2b.js'), CODE);
  await writeFile(join(folder, 'robots.txt'), '');
  const burgee = stack.use(
    await startTestServer({ settings, webApps: { '/app': folder, '/none': join(folder, 'none') } }),
  );
  return { ...burgee, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
const directives = (headers: Headers) => (headers.get('content-security-policy') ?? '').split(';');
const nonceIn = (headers: Headers) => /'nonce-([\w-]{43})'/.exec(headers.get('content-security-policy') ?? '')?.[1];

describe('headers', () => {
  it('A12 of everything but pages forbid running, framing, sniffing and caching', async () => {
    await using burgee = await startTestServer();
    const private_: [string, object][] = [
      ['/api/admin/flags', { as: 'viewer' }],
      ['/api/admin/flags', {}],
      ['/api/admin/flags/wishlist-gallery', { as: 'viewer' }],
      ['/api/admin/audit', { as: 'viewer' }],
      ['/api/auth/get-session', {}],
      ['/api/auth/nothing', {}],
      ['/api/config/flags/nothing', {}],
      ['/trpc/session.me', {}],
      ['/trpc/flags.list?input=%7B%22environment%22%3A%22development%22%7D', { as: 'viewer' }],
      ['/trpc/flags.list', {}],
      ['/trpc/nothing', {}],
      ['/nothing', {}],
      ['/healthz', {}],
      ['/readyz', {}],
    ];
    for (const [path, options] of private_) {
      const { headers } = await burgee.request(path, options);
      expect({ path, kept: headers.get('cache-control'), policy: headers.get('content-security-policy') }).toEqual({
        path,
        kept: 'no-store',
        policy: NOTHING,
      });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('etag')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('of evaluations are the same with and without Express, and let browsers revalidate', async () => {
    await using burgee = await startTestServer({ settings: { LOG_LEVEL: 'info' } });
    const hot = (await burgee.request('/api/config/flags')).headers;
    const cold = (await burgee.request('/api/config/flags', { headers: { Origin: 'https://shop.example' } })).headers;
    for (const name of ['cache-control', 'etag', 'content-security-policy', 'x-content-type-options', 'vary']) {
      expect({ name, value: hot.get(name) }).toEqual({ name, value: cold.get(name) });
    }
    expect([hot.get('cache-control'), hot.get('vary')]).toEqual(['private, no-cache', 'Origin']);
    expect(hot.get('content-security-policy')).toBe(NOTHING);
    // Only Express sets the request id.
    expect([hot.has('x-request-id'), cold.has('x-request-id')]).toEqual([false, true]);
  });

  it('require HTTPS only in production with an HTTPS public URL', async () => {
    const names = ['strict-transport-security'];
    for (const [settings, wanted] of [
      [{}, null],
      [{ PUBLIC_URL: 'https://flags.example.com' }, null],
      [{ NODE_ENV: 'production', PUBLIC_URL: 'http://flags.local' }, null],
      [{ NODE_ENV: 'production', PUBLIC_URL: 'https://flags.example.com' }, 'max-age=31536000'],
    ] as const) {
      await using burgee = await startWithApp(settings);
      const { headers } = await burgee.request('/app/');
      expect(names.map((name) => headers.get(name))).toEqual([wanted]);
      expect(directives(headers).includes('upgrade-insecure-requests')).toBe(wanted !== null);
    }
  });
});

describe('a web app', () => {
  let burgee: Awaited<ReturnType<typeof startWithApp>>;
  beforeAll(async () => {
    burgee = await startWithApp();
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  it('A12 is a page that loads only its own files, with a new nonce each time', async () => {
    const [one, other] = [await burgee.request('/app/'), await burgee.request('/app/')];
    expect(directives(one.headers)).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonceIn(one.headers)}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
    for (const { headers, body } of [one, other]) {
      expect(body).toBe(pageWith(nonceIn(headers)));
      expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null]);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
    expect(nonceIn(one.headers)).not.toBe(nonceIn(other.headers));
  });

  it('serves its page for every path that is not a file, even if a key contains a dot', async () => {
    const asPage = { headers: { Accept: 'text/html,application/xhtml+xml' } };
    for (const path of ['/app/flags', '/app/flags/', '/app/flags/checkout/history', '/app/index.html']) {
      expect((await burgee.request(path)).body).toContain('csp-nonce');
    }
    expect((await burgee.request('/app/flags/checkout.v2', asPage)).body).toContain('csp-nonce');
    expect((await burgee.request('/app/assets/gone.js', asPage)).status).toBe(404);
    expect((await burgee.request('/app/flags/checkout.js')).status).toBe(404);
    expect((await burgee.request('/app/flags', { method: 'POST' })).status).toBe(404);
    expect((await burgee.request('/none/')).status).toBe(404);
  });

  it('serves its files, caches hashed ones indefinitely, and serves none outside its folder', async () => {
    const { headers } = await burgee.request('/app/assets/app-1a2b.js');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toContain('javascript');
    expect(headers.get('vary')).toContain('Accept-Encoding');
    expect(headers.get('content-encoding')).toMatch(/^(gzip|br)$/);
    expect((await burgee.request('/app/')).headers.get('content-encoding')).toBeNull();
    expect((await burgee.request('/app/robots.txt')).headers.get('cache-control')).toBe('no-cache');
    for (const path of ['/app/..%2f..%2fetc%2fpasswd', '/app/assets/..%2f..%2findex.html', '/app/%00.js']) {
      expect(await statusOf(burgee, path)).toBeGreaterThanOrEqual(400);
    }
  });

  it('redirects a missing slash to itself, and nowhere else', async () => {
    for (const [path, location] of [
      ['/app', '/app/'],
      ['/app?a=1', '/app/?a=1'],
    ] as const) {
      const response = await fetch(burgee.url + path, { redirect: 'manual' });
      const target = new URL(response.headers.get('location') ?? '', burgee.url + path);
      expect([response.status, target.href]).toEqual([301, burgee.url + location]);
    }
    const response = await fetch(`${burgee.url}/app//evil.example`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBeNull();
  });
});

async function statusOf({ url }: Pick<TestServer, 'url'>, path: string): Promise<number> {
  return (await fetch(url + path)).status;
}
