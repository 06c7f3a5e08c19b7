import { expect, it } from 'vitest';
import { startTestServer } from '../test-server.ts';
import { openAdmin } from '../test-browser.ts';
import { startProvider } from '../test-provider.ts';

it('A14 in production the cookie is of this host alone, over HTTPS, and no other site or script gets it', async () => {
  await using burgee = await startTestServer({ settings: { NODE_ENV: 'production' } });
  const browser = await openAdmin(burgee);
  expect(browser.setCookies.map((cookie) => cookie.replace(/=[^;]*/, ''))).toContain(
    '__Host-burgee; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Strict',
  );
  expect((await browser.query('session.me')).data).toMatchObject({ role: 'admin' });
  await browser.request('/api/auth/sign-out', { body: {} });
  for (const ended of browser.setCookies) expect(ended).toMatch(/^__Host-.*=; Max-Age=0; Path=\/; HttpOnly; Secure/);
});

it('A14 outside of production browsers keep it on http://localhost', async () => {
  await using burgee = await startTestServer();
  const browser = await openAdmin(burgee);
  expect(browser.setCookies.map((cookie) => cookie.replace(/=[^;]*/, ''))).toContain(
    'burgee-session; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict',
  );
});

it('the cookie that goes along to a provider comes back from there', async () => {
  await using provider = await startProvider();
  await using burgee = await startTestServer({ settings: { NODE_ENV: 'production', ...provider.settings } });
  const { headers } = await burgee.request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
  const [cookie = ''] = headers.getSetCookie();
  expect(cookie.replace(/=[^;]*/, '')).toBe('__Host-burgee.state; Max-Age=300; Path=/; HttpOnly; Secure; SameSite=Lax');
});
