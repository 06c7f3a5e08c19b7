import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, openInvited, PASSWORD, type TestBrowser } from '../test-browser.ts';
import { startProvider, type TestProvider } from '../test-provider.ts';
import { queryDatabase } from '../test-query.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const PUBLIC_URL = 'http://burgee.example';

let provider: TestProvider;
let burgee: TestServer;
let admin: TestBrowser;
beforeAll(async () => {
  provider = await startProvider();
  burgee = await startTestServer({
    settings: { ...provider.settings, PUBLIC_URL, OIDC_NAME: 'Example', LIMIT_SIGN_INS: '0' },
  });
  admin = await openAdmin(burgee);
});
beforeEach(() => {
  Object.assign(provider, { forge: {}, isAway: false });
});
afterAll(async () => {
  await burgee[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

let count = 0;
/** Makes the provider sign in a new, unknown person. */
function newProviderUser(fields: object = {}) {
  count++;
  provider.user = { sub: `sub-${count}`, email: `person-${count}@example.org`, email_verified: true, ...fields };
  return { sub: provider.user.sub, email: `person-${count}@example.org` };
}

/** Signs in with the provider, and returns the final redirect. */
async function viaProvider(browser: TestBrowser): Promise<string | null> {
  const asked = await browser.request('/api/auth/sign-in/social', {
    body: { provider: 'oidc', callbackURL: '/admin/flags' },
  });
  expect(asked.status).toBe(200);
  const back = await provider.visit(asked.body.url);
  expect(back.origin + back.pathname).toBe(`${PUBLIC_URL}/api/auth/callback/oidc`);
  const { status, headers } = await browser.request(back.pathname + back.search);
  expect(status).toBe(302);
  return headers.get('location');
}

const meOf = async (browser: TestBrowser) => (await browser.query('session.me')).data;

describe('W9.14 signing in with a provider', () => {
  it('is offered under the name of the provider', async () => {
    expect((await admin.query('session.signInOptions')).data).toMatchObject({ oidc: { name: 'Example' } });
  });

  it('creates an invited person with the roles of the invitation, and recognizes them again', async () => {
    const { email } = newProviderUser({ name: 'Grace\u0007 H.' });
    await admin.mutate('people.invite', { email, role: 'viewer', roles: { development: 'editor' } });
    const browser = openBrowser(burgee);
    expect(await viaProvider(browser)).toBe('/admin/flags');
    expect(await meOf(browser)).toEqual({
      actor: expect.stringMatching(/^person:/),
      name: email,
      role: 'viewer',
      roles: { development: 'editor' },
      reach: null,
    });
    provider.user = { ...provider.user, email: 'married@example.org', email_verified: false };
    const again = openBrowser(burgee);
    await viaProvider(again);
    expect(await meOf(again)).toMatchObject({ name: email });
    const { data } = await admin.query('audit.list', { type: 'person' });
    expect(data.items[0]).toMatchObject({
      action: 'created',
      key: email,
      actor: expect.stringMatching(/^person:/),
      after: { name: 'Grace H.' },
    });
  });

  it('is refused without an invitation', async () => {
    newProviderUser();
    const browser = openBrowser(burgee);
    expect(await viaProvider(browser)).toBe('/admin/sign-in?error=signup_disabled');
    expect(await meOf(browser)).toBeNull();
  });

  it('recognizes an existing person by an address that the provider has verified', async () => {
    const { email } = newProviderUser();
    await openInvited(burgee, admin, email, 'editor');
    const browser = openBrowser(burgee);
    expect(await viaProvider(browser)).toBe('/admin/flags');
    expect(await meOf(browser)).toMatchObject({ name: email, role: 'editor' });
    expect((await openBrowser(burgee).signIn(email, PASSWORD)).status).toBe(200);
  });

  it.each([false, 'true', undefined])('never trusts an unverified address: %o', async (email_verified) => {
    const { email } = newProviderUser({ email_verified });
    await openInvited(burgee, admin, email, 'admin');
    const browser = openBrowser(burgee);
    expect(await viaProvider(browser)).toBe('/admin/sign-in?error=account_not_linked');
    expect(await meOf(browser)).toBeNull();
    const invited = newProviderUser({ email_verified });
    await admin.mutate('people.invite', { email: invited.email, role: 'admin' });
    expect(await viaProvider(browser)).toBe('/admin/sign-in?error=signup_disabled');
    expect((await admin.query('people.invitations')).data.items).toMatchObject([{ email: invited.email }]);
    await queryDatabase(burgee, 'delete from invitations where email = $1', [invited.email]);
  });

  it('refuses a disabled person', async () => {
    const { email } = newProviderUser();
    const { id } = await openInvited(burgee, admin, email, 'editor');
    await admin.mutate('people.disable', { id });
    const browser = openBrowser(burgee);
    expect(await viaProvider(browser)).toMatch(/^\/admin\/sign-in\?error=person_disabled&/);
    expect(await meOf(browser)).toBeNull();
  });

  it.each([
    ['for another sign-in', { nonce: 'of another' }],
    ['for another server', { audience: 'another' }],
    ['with a foreign signature', { isSignedByOther: true }],
  ])('refuses a token %s', async (_what, forge) => {
    const { email } = newProviderUser();
    await admin.mutate('people.invite', { email, role: 'admin' });
    provider.forge = forge;
    const browser = openBrowser(burgee);
    burgee.logged.length = 0;
    expect(await viaProvider(browser)).toMatch(/^\/admin\/sign-in\?error=/);
    expect(await meOf(browser)).toBeNull();
    const warning = { level: 40, msg: 'sign-in', problem: expect.stringContaining('id_token failed verification') };
    expect(burgee.logged).toContainEqual(expect.objectContaining(warning));
  });

  it('A14 completes only in the browser that started it', async () => {
    const { email } = newProviderUser();
    await admin.mutate('people.invite', { email, role: 'viewer' });
    const [mine, other] = [openBrowser(burgee), openBrowser(burgee)];
    const asked = await mine.request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
    const back = await provider.visit(asked.body.url);
    const { headers } = await other.request(back.pathname + back.search);
    expect(headers.get('location')).toMatch(/error=state_mismatch/);
    expect(await meOf(other)).toBeNull();
  });

  it('redirects only to pages of this server', async () => {
    for (const callbackURL of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const body = { provider: 'oidc', callbackURL };
      const { status } = await openBrowser(burgee).request('/api/auth/sign-in/social', { body });
      expect([400, 403]).toContain(status);
    }
  });

  it('stores no tokens of the provider', async () => {
    const tokens = await queryDatabase(
      burgee,
      'select distinct access_token, refresh_token, id_token from auth_account',
    );
    expect(tokens).toEqual([{ access_token: null, refresh_token: null, id_token: null }]);
  });
});

describe('a provider', () => {
  it('that is unavailable when the server starts is contacted again at the next sign-in', async () => {
    provider.isAway = true;
    await using other = await startTestServer({
      settings: { ...provider.settings, PUBLIC_URL, OIDC_DEFAULT_ROLE: 'viewer' },
    });
    const browser = openBrowser(other);
    const ask = () => browser.request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
    expect(await ask()).toMatchObject({ status: 502, body: { code: 'PROVIDER_UNAVAILABLE' } });
    provider.isAway = false;
    expect((await ask()).status).toBe(200);
  });

  it('that reports another issuer is refused', async () => {
    const issuer = provider.issuer.replace('127.0.0.1', 'localhost');
    await using other = await startTestServer({ settings: { ...provider.settings, OIDC_ISSUER: issuer } });
    const { status } = await openBrowser(other).request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
    expect(status).toBe(502);
  });

  it('signs in everyone it knows if OIDC_DEFAULT_ROLE is set', async () => {
    await using other = await startTestServer({
      settings: { ...provider.settings, PUBLIC_URL, OIDC_DEFAULT_ROLE: 'editor' },
    });
    const { email } = newProviderUser();
    const browser = openBrowser(other);
    expect(await viaProvider(browser)).toBe('/admin/flags');
    expect(await meOf(browser)).toMatchObject({ name: email, role: 'editor', roles: {} });
  });
});
