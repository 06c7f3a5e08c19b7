import { runSql } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, openInvited, type TestBrowser } from '../test-browser.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

/** Two servers over one database. */
let one: TestServer;
let other: TestServer;
/** The browsers of an admin and of a viewer, who use the other server. */
let admin: TestBrowser;
let viewer: TestBrowser;
beforeAll(async () => {
  // Concurrent polls wait for each other, however slow the machine is.
  const settings = { DATABASE_REQUEST_TIMEOUT_MS: '60000' };
  one = await startTestServer({ settings });
  admin = await openAdmin(one);
  other = await startTestServer({ databaseUrl: one.databaseUrl, settings });
  viewer = (await openInvited(one, admin, 'grace@example.org', 'viewer')).browser;
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
});

type Started = { readonly deviceCode: string; readonly userCode: string };

async function start(server = one, headers: Record<string, string> = {}): Promise<Started> {
  const { status, body } = await server.request('/api/logins', { body: { host: 'laptop' }, headers });
  expect(status).toBe(201);
  return body as Started;
}

const poll = ({ deviceCode }: Started, server = one) => server.request('/api/logins/poll', { body: { deviceCode } });
/** The browser of the same person, on the other server. */
const elsewhere = ({ cookies }: TestBrowser) => openBrowser(other, cookies);
const refused = (problem: string) => ({ status: 404, body: { code: 'LOGIN_NOT_VALID', details: { problem } } });

describe('14.3 a login on the command line, with two servers', () => {
  it('starts on one, is approved on the other, and gets a key on the first, once', async () => {
    const login = await start();
    expect(await poll(login)).toMatchObject({ status: 200, body: { status: 'pending' } });
    const page = elsewhere(admin);
    const { data } = await page.query('session.waitingLogin', { userCode: login.userCode });
    expect(data).toMatchObject({ host: 'laptop', address: '127.0.0.1', role: 'editor', highestRole: 'admin' });
    const decided = await page.mutate('session.approveLogin', { userCode: login.userCode, role: 'editor' });
    expect(decided.status).toBe(200);

    const { status, body } = await poll(login);
    expect([status, body]).toEqual([200, expect.objectContaining({ status: 'granted' })]);
    const { secret } = body as { secret: string };
    const headers = { Authorization: `Bearer ${secret}` };
    const me = await one.request('/api/session', { headers });
    expect(me.body).toMatchObject({ name: 'CLI on laptop', role: 'editor' });
    expect(await one.request('/api/admin/keys', { headers })).toMatchObject({ status: 403 });
    expect(await poll(login)).toMatchObject(refused('used'));
    expect(await poll(login, other)).toMatchObject(refused('used'));
    expect(JSON.stringify([one.logged, other.logged])).not.toContain(login.deviceCode);
  });

  it('is granted by one of two servers that are polled at once', async () => {
    const login = await start();
    await elsewhere(admin).mutate('session.approveLogin', { userCode: login.userCode, role: 'viewer' });
    const answers = await Promise.all([poll(login, one), poll(login, other), poll(login, one), poll(login, other)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404]);
  });

  it('is denied on the other server', async () => {
    const login = await start();
    await elsewhere(viewer).mutate('session.denyLogin', { userCode: login.userCode });
    expect(await poll(login)).toMatchObject({ status: 200, body: { status: 'denied' } });
  });

  it('expires', async () => {
    const login = await start();
    await admin.mutate('session.approveLogin', { userCode: login.userCode, role: 'viewer' });
    await runSql(one.databaseUrl, 'update device_logins set expires_at = now() where user_code = $1', [login.userCode]);
    expect(await poll(login)).toMatchObject(refused('expired'));
  });

  it('gets no key if the person was disabled after the approval', async () => {
    const { browser, id } = await openInvited(one, admin, 'hedy@example.org', 'editor');
    const login = await start();
    await elsewhere(browser).mutate('session.approveLogin', { userCode: login.userCode, role: 'editor' });
    await admin.mutate('people.disable', { id });
    expect(await poll(login)).toMatchObject({ status: 200, body: { status: 'denied' } });
  });
});

describe('14.3 the approval of a login', () => {
  it('gives no role above that of the person', async () => {
    const { userCode } = await start();
    const { failure } = await viewer.mutate('session.approveLogin', { userCode, role: 'editor' });
    expect(failure).toMatchObject({ code: 'FORBIDDEN', needs: 'editor', has: 'viewer' });
  });

  it('needs a session: neither a token nor a key suffices', async () => {
    const { userCode } = await start();
    const body = { userCode, role: 'viewer' };
    const statusOf = async (options: object) =>
      (await one.request('/trpc/session.approveLogin', { body, ...options })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({ as: 'admin' })).toBe(403);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { data } = await admin.mutate('keys.create', { kind: 'admin', name: 'k', role: 'admin', expiresAt });
    expect(await statusOf({ headers: { Authorization: `Bearer ${data.secret}` } })).toBe(403);
  });

  it('is refused from pages of other sites', async () => {
    const { userCode } = await start();
    const body = { userCode, role: 'viewer' };
    const headers = { Origin: 'https://evil.example' };
    expect(await admin.request('/trpc/session.approveLogin', { body, headers })).toMatchObject({ status: 403 });
  });
});

it('14.3 guesses of codes, and starts, are limited like attempts to sign in', async () => {
  await using limited = await startTestServer({
    databaseUrl: one.databaseUrl,
    settings: { LIMIT_SIGN_INS: '3', TRUST_PROXY: 'loopback' },
  });
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const browser = openBrowser(limited, admin.cookies);
  const guess = (procedure: string) =>
    browser.request(`/trpc/${procedure}`, {
      body: { userCode: 'BBBB-BBBB', role: 'viewer' },
      headers: from('192.0.2.1'),
    });
  const statuses = [];
  for (const name of ['approveLogin', 'denyLogin', 'approveLogin', 'approveLogin', 'denyLogin']) {
    statuses.push((await guess(`session.${name}`)).status);
  }
  expect(statuses).toEqual([404, 400, 404, 429, 429]);
  const login = await start(limited, from('192.0.2.2'));
  for (let times = 0; times < 2; times++) await start(limited, from('192.0.2.2'));
  const again = await limited.request('/api/logins', { body: { host: 'laptop' }, headers: from('192.0.2.2') });
  expect([again.status, again.headers.get('Retry-After')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  // Polling, which needs a code that nobody can guess, goes on.
  const { deviceCode } = login;
  const polled = await limited.request('/api/logins/poll', { body: { deviceCode }, headers: from('192.0.2.2') });
  expect(polled).toMatchObject({ status: 200, body: { status: 'pending' } });
});
