import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, openInvited, PASSWORD, sessionCookieOf, type TestBrowser } from '../test-browser.ts';
import { queryDatabase } from '../test-query.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let burgee: TestServer;
let admin: TestBrowser;
beforeAll(async () => {
  // More people sign in here than one address is allowed.
  burgee = await startTestServer({ settings: { LIMIT_SIGN_INS: '0' } });
  admin = await openAdmin(burgee);
});
afterAll(() => burgee[Symbol.asyncDispose]());

let count = 0;
const newAddress = () => `person-${++count}@example.org`;

/** Removes the part that differs in each answer. */
function withoutRequestId({ status, body }: { status: number; body: object }) {
  return { status, body: { ...body, requestId: '' } };
}

describe('A4 a person who joined by the setup link', () => {
  it('is an admin, and can act as one with the cookie alone', async () => {
    const { data } = await admin.query('session.me');
    const actor = expect.stringMatching(/^person:./) as string;
    expect(data).toEqual({ actor, name: 'ada@example.org', role: 'admin', roles: {}, reach: null });
    expect((await admin.mutate('environments.create', { key: 'qa' })).status).toBe(200);
    const { data: trail } = await admin.query('audit.list', { environment: 'qa' });
    expect(trail.items[0]).toMatchObject({ actor: data.actor, key: 'qa' });
    expect((await admin.query('audit.actorName', { actor: data.actor })).data).toEqual({ name: 'ada@example.org' });
  });

  it('uses the link up', async () => {
    expect((await openBrowser(burgee).query('session.signInOptions')).data).toEqual({ needsSetup: false, oidc: null });
    const token = burgee.server.setupLink()?.token;
    const eve = { token, email: 'eve@example.org', name: 'Eve', password: PASSWORD };
    expect((await openBrowser(burgee).mutate('session.join', eve)).failure).toEqual({
      code: 'LINK_NOT_VALID',
      problem: 'used',
    });
  });
});

describe('W9.14 an invited person', () => {
  it('signs in and can do what their role permits in each environment', async () => {
    const { data } = await admin.mutate('people.invite', {
      email: newAddress(),
      role: 'viewer',
      roles: { development: 'editor' },
    });
    const browser = openBrowser(burgee);
    await browser.mutate('session.join', { token: data.token, name: 'Grace', password: PASSWORD });
    await browser.signIn(data.invitation.email);
    expect((await browser.mutate('flags.create', { environment: 'development', key: 'mine' })).status).toBe(200);
    const refused = await browser.mutate('flags.create', { environment: 'production', key: 'mine' });
    expect(refused.failure).toEqual({ code: 'FORBIDDEN', needs: 'editor', has: 'viewer', environment: 'production' });
    expect((await browser.query('people.list')).status).toBe(403);
  });

  it('is listed with the time of the last sign-in, even after signing out', async () => {
    const email = newAddress();
    const { browser } = await openInvited(burgee, admin, email, 'viewer');
    await browser.request('/api/auth/sign-out', { body: {} });
    const { data } = await admin.query('people.list');
    const person = data.items.find((item: { email: string }) => item.email === email);
    expect(Date.parse(person.lastSignInAt)).toBeGreaterThan(Date.parse(person.createdAt) - 1);
  });
});

describe('signing in', () => {
  it('A13 answers a wrong password and an unknown address alike', async () => {
    const email = newAddress();
    await openInvited(burgee, admin, email, 'viewer');
    const wrong = await openBrowser(burgee).signIn(email, 'wrong horse battery');
    const unknown = await openBrowser(burgee).signIn(newAddress(), 'wrong horse battery');
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD', status: 401 } });
    expect(withoutRequestId(unknown)).toEqual(withoutRequestId(wrong));
  });

  it('accepts an address in any case and with surrounding spaces', async () => {
    const email = newAddress();
    await openInvited(burgee, admin, email, 'viewer');
    expect((await openBrowser(burgee).signIn(` ${email.toUpperCase()} `)).status).toBe(200);
  });

  it('refuses an invalid address and a missing password with VALIDATION_FAILED', async () => {
    const browser = openBrowser(burgee);
    const { status, body } = await browser.request('/api/auth/sign-in/email', { body: { email: 'ada', admin: true } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: expect.arrayContaining([expect.anything()]) });
  });

  it('A18 sends the token in the cookie only, hidden from scripts', async () => {
    const browser = openBrowser(burgee);
    const { body } = await browser.signIn('ada@example.org');
    const session = await browser.request('/api/auth/get-session');
    expect(session.body.user.email).toBe('ada@example.org');
    const token = decodeURIComponent(browser.cookies.get(sessionCookieOf(browser) ?? '') ?? '').split('.')[0] ?? '';
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.stringify([body, session.body, burgee.logged])).not.toContain(token);
  });
});

describe('a session', () => {
  it('ends when its owner signs out', async () => {
    const { browser } = await openInvited(burgee, admin, newAddress(), 'viewer');
    const kept = new Map(browser.cookies);
    expect((await browser.request('/api/auth/sign-out', { body: {} })).status).toBe(200);
    expect(sessionCookieOf(browser)).toBeUndefined();
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.query('flags.list')).failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
  });

  it('ends immediately for a disabled person, who cannot sign in until enabled', async () => {
    const email = newAddress();
    const { browser, id } = await openInvited(burgee, admin, email, 'editor');
    await admin.mutate('people.disable', { id });
    expect((await browser.query('flags.list')).failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
    expect(await browser.signIn(email)).toMatchObject({ status: 403, body: { code: 'person_disabled' } });
    expect((await browser.signIn(email, 'wrong horse battery')).status).toBe(401);
    await admin.mutate('people.enable', { id });
    expect((await browser.signIn(email)).status).toBe(200);
    expect((await browser.query('session.me')).data).toMatchObject({ name: email });
  });

  it('is ignored once its person is disabled, even if its row still exists', async () => {
    const { browser, id } = await openInvited(burgee, admin, newAddress(), 'editor');
    await queryDatabase(burgee, 'update auth_user set disabled_at = now() where id = $1', [id]);
    expect((await browser.query('session.me')).data).toBeNull();
  });

  it('has the current role of its person', async () => {
    const { browser, id } = await openInvited(burgee, admin, newAddress(), 'editor');
    await admin.mutate('people.change', { id, role: 'viewer' });
    expect((await browser.query('session.me')).data).toMatchObject({ role: 'viewer' });
  });

  it('that has expired counts as none, and its cookie is removed', async () => {
    const { browser, id } = await openInvited(burgee, admin, newAddress(), 'editor');
    await queryDatabase(burgee, `update auth_session set expires_at = now() - interval '1 s' where user_id = $1`, [id]);
    expect((await browser.query('flags.list')).failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
    expect(sessionCookieOf(browser)).toBeUndefined();
  });

  it('is extended by use, in the table and in the browser', async () => {
    const { browser, id } = await openInvited(burgee, admin, newAddress(), 'editor');
    const select = `select expires_at > now() + interval '6 days 23 hours' as is_long from auth_session where user_id = $1`;
    await queryDatabase(burgee, `update auth_session set expires_at = now() + interval '5 days' where user_id = $1`, [
      id,
    ]);
    browser.setCookies.length = 0;
    await browser.query('flags.list');
    expect(await queryDatabase(burgee, select, [id])).toEqual([{ is_long: true }]);
    expect(browser.setCookies[0]).toContain('Max-Age=604800');
    browser.setCookies.length = 0;
    await browser.query('flags.list');
    expect(browser.setCookies).toEqual([]);
  });

  it('is not opened by a forged cookie', async () => {
    const browser = openBrowser(burgee);
    const [{ token }] = (await queryDatabase(burgee, 'select token from auth_session limit 1')) as [{ token: string }];
    for (const value of [token, `${token}.${'A'.repeat(43)}=`, '', 'x'.repeat(4_000)]) {
      browser.cookies.set(sessionCookieOf(admin) ?? '', encodeURIComponent(value));
      expect((await browser.query('flags.list')).failure).toEqual({ code: 'UNAUTHENTICATED', problem: 'missing' });
    }
  });

  it('gives way to a token in the same request', async () => {
    const token = await burgee.server.tokens.issue('bot', 'viewer', '1h');
    const { body } = await admin.request('/trpc/session.me', { headers: { Authorization: `Bearer ${token}` } });
    expect(body.result.data).toMatchObject({ actor: 'token:bot', name: 'bot', role: 'viewer' });
  });
});

describe('changing the password', () => {
  it('needs the old one, and ends all other sessions', async () => {
    const email = newAddress();
    const { browser, id } = await openInvited(burgee, admin, email, 'viewer');
    const other = openBrowser(burgee);
    await other.signIn(email);
    const change = (currentPassword: string, newPassword: string) =>
      browser.request('/api/auth/change-password', { body: { currentPassword, newPassword } });
    expect((await change('wrong horse battery', 'another long one')).status).toBe(400);
    expect((await change(PASSWORD, 'short')).status).toBe(400);
    expect((await change(PASSWORD, 'another long one')).status).toBe(200);
    expect((await browser.query('session.me')).data).toMatchObject({ name: email });
    expect((await other.query('session.me')).data).toBeNull();
    expect((await other.signIn(email)).status).toBe(401);
    expect((await other.signIn(email, 'another long one')).status).toBe(200);
    const { data: trail } = await admin.query('audit.list', { type: 'person' });
    expect(trail.items[0]).toMatchObject({
      actor: `person:${id}`,
      key: email,
      after: { passwordChangedAt: expect.any(String) },
    });
  });

  it('10.16 refuses a new one that is easy to guess, and says why', async () => {
    const email = newAddress();
    const { browser } = await openInvited(burgee, admin, email, 'viewer');
    for (const newPassword of ['password1234', email]) {
      const body = { currentPassword: PASSWORD, newPassword };
      const answer = await browser.request('/api/auth/change-password', { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect(answer.body.details).toEqual([
        { path: 'newPassword', message: expect.stringMatching(/^is easy to guess/) },
      ]);
    }
    expect((await openBrowser(burgee).signIn(email)).status).toBe(200);
  });

  it('works once by a link from an admin, and ends all sessions', async () => {
    const email = newAddress();
    const { browser, id } = await openInvited(burgee, admin, email, 'viewer');
    const { data: link } = await admin.mutate('people.createPasswordLink', { id });
    const stranger = openBrowser(burgee);
    const set = () => stranger.mutate('session.setPassword', { token: link.token, password: 'a new long one' });
    expect((await set()).data).toMatchObject({ email });
    expect((await browser.query('session.me')).data).toBeNull();
    expect((await stranger.signIn(email)).status).toBe(401);
    expect((await stranger.signIn(email, 'a new long one')).status).toBe(200);
    expect((await set()).failure).toEqual({ code: 'LINK_NOT_VALID', problem: 'used' });
  });
});

describe('every other route of better-auth', () => {
  it.each([
    'POST /sign-up/email',
    'POST /update-user',
    'POST /change-email',
    'POST /delete-user',
    'GET /list-sessions',
    'POST /revoke-sessions',
    'POST /set-password',
    'POST /reset-password',
    'POST /request-password-reset',
    'GET /list-accounts',
    'POST /link-social',
    'POST /get-access-token',
    'GET /error',
    'GET /ok',
    'GET /sign-in/email',
    'POST /get-session',
    'POST /sign-in/email/',
    'POST //sign-in/email',
    'POST /callback/oidc',
    'GET /callback/github',
    'GET ',
    'POST /API/Auth/sign-in/email',
  ])('does not exist: %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'POST' ? { email: 'eve@example.org', password: PASSWORD, name: 'Eve', role: 'admin' } : {};
    const answer = await admin.request(path.startsWith('/API') ? path : `/api/auth${path}`, {
      method,
      ...(method === 'POST' && { body }),
    });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
  });

  it('for a provider reports that none is configured', async () => {
    const { status, body } = await admin.request('/api/auth/sign-in/social', { body: { provider: 'oidc' } });
    expect([status, body.code]).toEqual([502, 'PROVIDER_UNAVAILABLE']);
  });
});
