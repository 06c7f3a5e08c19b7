import { describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, sessionCookieOf } from '../test-browser.ts';
import { startProvider } from '../test-provider.ts';
import { startTestServer } from '../test-server.ts';
import { createCookies } from './cookies.ts';

const HTTPS = { NODE_ENV: 'production', PUBLIC_URL: 'https://flags.example.com' };

const withoutValues = (lines: readonly string[]) => lines.map((line) => line.replace(/=[^;]*/, ''));

describe('the cookie of a session', () => {
  it('A14 over HTTPS is bound to this host, and hidden from other sites and scripts', async () => {
    await using burgee = await startTestServer({ settings: HTTPS });
    const browser = await openAdmin(burgee);
    expect(withoutValues(browser.setCookies)).toContainEqual(
      expect.stringMatching(
        /^__Host-burgee-[0-9a-f]{8}-session; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      ),
    );
    expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
    await browser.request('/api/auth/sign-out', { body: {} });
    for (const ended of browser.setCookies)
      expect(ended).toMatch(/^__Host-.*=; Max-Age=0; Path=\/; HttpOnly; .*Secure/);
  });

  it('A14 over HTTPS is ignored without the prefix that a page over plain HTTP cannot set', async () => {
    await using burgee = await startTestServer({ settings: HTTPS });
    const browser = await openAdmin(burgee);
    const name = sessionCookieOf(browser) ?? '';
    const value = browser.cookies.get(name) ?? '';
    browser.cookies.clear();
    browser.cookies.set(name.replace('__Host-', ''), value);
    expect((await browser.query('session.me')).data).toBeNull();
  });

  it('works over plain HTTP, where browsers drop secure cookies, even in production', async () => {
    await using burgee = await startTestServer({ settings: { NODE_ENV: 'production' } });
    const browser = await openAdmin(burgee);
    expect(withoutValues(browser.setCookies)).toContainEqual(
      expect.stringMatching(/^burgee-[0-9a-f]{8}-session; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
    );
    expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
  });

  it('is secure if the request shows that the page uses HTTPS, even without a setting', async () => {
    await using burgee = await startTestServer({ settings: { TRUST_PROXY: 'loopback' } });
    await openAdmin(burgee);
    const pages: Record<string, string>[] = [
      { 'X-Forwarded-Proto': 'https' },
      { Origin: 'https://flags.example.com', 'Sec-Fetch-Site': 'same-origin' },
    ];
    for (const headers of pages) {
      const browser = openBrowser(burgee);
      const body = { email: 'ada@example.org', password: 'correct horse battery' };
      await browser.request('/api/auth/sign-in/email', {
        body,
        headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
      });
      expect(sessionCookieOf(browser)).toMatch(/^__Host-burgee-/);
      expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
    }
  });

  it('is limited to the path of PUBLIC_URL', async () => {
    await using burgee = await startTestServer({ settings: { PUBLIC_URL: 'https://example.com/flags/' } });
    const browser = await openAdmin(burgee);
    expect(withoutValues(browser.setCookies)).toContainEqual(
      expect.stringMatching(
        /^__Secure-burgee-\w+-session; Max-Age=604800; Path=\/flags; HttpOnly; SameSite=Strict; Secure$/,
      ),
    );
    expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
  });

  it('for a sign-in with a provider survives the return from there', async () => {
    await using provider = await startProvider();
    await using burgee = await startTestServer({ settings: { ...HTTPS, ...provider.settings } });
    const { headers } = await burgee.request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
    expect(withoutValues(headers.getSetCookie())).toEqual([
      expect.stringMatching(/^__Host-burgee-\w+\.state; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
  });
});

describe('two instances on one host, which share the cookies of a browser,', () => {
  it('keep two sessions, even with one secret', async () => {
    await using first = await startTestServer();
    await using second = await startTestServer();
    const jar = new Map<string, string>();
    const atFirst = await openAdmin(first, 'ada@example.org', openBrowser(first, jar));
    const atSecond = await openAdmin(second, 'grace@example.org', openBrowser(second, jar));
    expect((await atFirst.query('session.me')).data).toMatchObject({ name: 'ada@example.org' });
    expect((await atSecond.query('session.me')).data).toMatchObject({ name: 'grace@example.org' });

    await atSecond.request('/api/auth/sign-out', { body: {} });
    expect((await atSecond.query('session.me')).data).toBeNull();
    expect((await atFirst.query('session.me')).data).toMatchObject({ name: 'ada@example.org' });
  });

  it('count as one on the same database, and share one session', async () => {
    await using first = await startTestServer();
    const { cookies } = await openAdmin(first);
    await using second = await startTestServer({ databaseUrl: first.databaseUrl });
    expect((await openBrowser(second, cookies).query('session.me')).data).toMatchObject({ name: 'ada@example.org' });
  });
});

it('the cookie with the HTTPS prefix takes precedence over one without', () => {
  const { read } = createCookies({ instanceId: 'i1', place: { origin: 'http://localhost:4000', base: '' } });
  const cookie = 'burgee-i1-session=plain; __Host-burgee-i1-session=secure; burgee-i2-session=other; burgee-i1.state=s';
  expect(read({ headers: { cookie } })?.split('; ').sort()).toEqual(['burgee-session=secure', 'burgee.state=s']);
});
