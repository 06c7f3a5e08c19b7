import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdmin, PASSWORD, type TestBrowser } from './test-browser.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const PUBLIC_URL = 'https://flags.example.com';
const EVIL = 'https://evil.example';

let burgee: TestServer;
let admin: TestBrowser;
let cookie: string;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { PUBLIC_URL, LIMIT_SIGN_INS: '0' } });
  admin = await openAdmin(burgee);
  cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ');
});
afterAll(() => burgee[Symbol.asyncDispose]());

/** Sends a request that any page can make a browser send, with the cookie. */
function send(path: string, headers: Record<string, string>, { method = 'POST', body = '{}' } = {}) {
  return fetch(burgee.url + path, {
    method,
    headers: { Cookie: cookie, 'Content-Type': 'application/json', ...headers },
    ...(method !== 'GET' && method !== 'HEAD' && { body }),
  });
}

/** Returns the failure code of a tRPC error or of problem details. */
function codeOf(body: unknown): string | undefined {
  const { error, code } = body as { code?: string; error?: { data: { failure: { code: string } } } };
  return error?.data.failure.code ?? code;
}

/** Writes that the admin is allowed to make over REST and tRPC, and a tRPC query sent by POST. */
const WRITES = [
  ['/trpc/environments.create', JSON.stringify({ key: 'mine' })],
  ['/trpc/session.me', '{}'],
  ['/api/admin/flags', JSON.stringify({ key: 'mine' })],
  ['/api/config/evaluate', JSON.stringify({ context: {} })],
] as const;

const OTHER_PAGES = {
  'a page of another origin': { Origin: EVIL },
  'a page of another origin, as the browser reports': { Origin: EVIL, 'Sec-Fetch-Site': 'cross-site' },
  'a page of a sibling domain': { Origin: 'https://shop.example.com', 'Sec-Fetch-Site': 'same-site' },
  'a page without an origin': { Origin: 'null' },
  'a sender without an origin': {},
  'our host with another scheme': { Origin: 'https://127.0.0.1' },
};

/** Every type that a page can send to another site without a preflight. */
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

describe.each(WRITES)('A14 POST %s with the cookie', (path, body) => {
  it.each(Object.entries(OTHER_PAGES))('from %s is refused', async (_who, headers) => {
    const response = await send(path, headers, { body });
    expect(response.status).toBe(403);
    expect(codeOf(await response.json())).toBe('CROSS_SITE');
  });

  it.each(FORMS)('as %s is refused', async (type) => {
    const { status } = await send(path, { Origin: EVIL, 'Content-Type': type }, { body });
    // tRPC checks the type first.
    expect([403, 415]).toContain(status);
  });

  it('from our own page is answered', async () => {
    const ours: Record<string, string>[] = [
      { Origin: burgee.url },
      { Origin: PUBLIC_URL },
      { 'Sec-Fetch-Site': 'same-origin' },
    ];
    for (const headers of ours) expect((await send(path, headers, { body })).status).not.toBe(403);
  });
});

describe('A14 with the cookie', () => {
  it('other methods that change something are refused too', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const response = await send('/api/admin/flags/wishlist-gallery', { Origin: EVIL }, { method });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'CROSS_SITE' });
    }
  });

  it('a GET changes nothing, even if it names a mutation', async () => {
    const key = JSON.stringify({ key: 'by-get' });
    const response = await send(`/trpc/environments.create?input=${encodeURIComponent(key)}`, {}, { method: 'GET' });
    expect(response.status).toBe(405);
    const { data } = await admin.query('environments.list');
    expect(JSON.stringify(data)).not.toContain('by-get');
  });

  it('reading needs no origin: browsers hide the answer from other sites', async () => {
    expect((await send('/api/admin/flags', { Origin: EVIL }, { method: 'GET' })).status).toBe(200);
    expect((await send('/api/admin/flags', {}, { method: 'HEAD' })).status).toBe(200);
  });

  it('a request with a token is accepted from any origin', async () => {
    const token = await burgee.server.tokens.issue('bot', 'admin', '1h');
    const response = await send('/trpc/session.me', { Origin: EVIL, Authorization: `Bearer ${token}` });
    expect(response.status).not.toBe(403);
  });
});

describe('A14 signing in and out', () => {
  const credentials = JSON.stringify({ email: 'ada@example.org', password: PASSWORD });

  it.each([
    ['/api/auth/sign-in/email', credentials],
    ['/api/auth/sign-out', '{}'],
    ['/api/auth/change-password', '{}'],
    ['/api/auth/sign-in/social', '{}'],
  ])('POST %s from another page is refused', async (path, body) => {
    const others: Record<string, string>[] = [{ Origin: EVIL }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }];
    for (const headers of others) {
      const response = await send(path, headers, { body });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'CROSS_SITE' });
    }
    expect((await admin.query('session.me')).data).not.toBeNull();
  });

  it('by a form is refused, even from our own page', async () => {
    const response = await fetch(`${burgee.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { Origin: burgee.url },
      body: new URLSearchParams({ email: 'ada@example.org', password: PASSWORD }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('from a program, which sends no origin, is answered', async () => {
    const response = await fetch(`${burgee.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: credentials,
    });
    expect(response.status).toBe(200);
  });
});
