import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, openBrowser, sessionCookieOf, type TestBrowser } from '../test-browser.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let burgee: TestServer;
let admin: TestBrowser;
let holder: pg.Client;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { DATABASE_REQUEST_TIMEOUT_MS: '1500' } });
  admin = await openAdmin(burgee);
  holder = new pg.Client({ connectionString: burgee.databaseUrl });
  await holder.connect();
});
// Every reader of these tables waits until its deadline.
beforeEach(() => holder.query(`begin; lock table auth_user, auth_session in access exclusive mode`));
afterEach(() => holder.query('rollback'));
afterAll(async () => {
  await holder.end();
  await burgee[Symbol.asyncDispose]();
});

const AWAY = { code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 };

describe('R6 while the database hangs', () => {
  it('a signed-in user is not signed out, but told to retry', async () => {
    for (const call of [admin.query('session.me'), admin.query('flags.list', {})]) {
      const { status, failure } = await call;
      expect([status, failure]).toEqual([503, AWAY]);
    }
    const { status, headers } = await admin.request('/api/admin/flags');
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(sessionCookieOf(admin)).toBeDefined();
  });

  it.each([
    ['POST /api/auth/sign-in/email', { email: 'ada@example.org', password: 'correct horse battery' }],
    ['POST /api/auth/sign-out', {}],
    ['GET /api/auth/get-session', undefined],
  ])('%s is answered with 503, never as a success', async (route, body) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await admin.request(path, { method, body });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(answer.body).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(sessionCookieOf(admin)).toBeDefined();
  });

  it('R5 flags are evaluated for signed-in users too', async () => {
    const body = { context: {} };
    expect((await admin.request('/api/config/evaluate', { body })).status).toBe(200);
  });

  it('a caller without a cookie is refused without a query', async () => {
    expect((await openBrowser(burgee).query('flags.list', {})).status).toBe(401);
  });
});

it('R6 a session continues when the database answers again', async () => {
  await holder.query('rollback');
  expect((await admin.query('session.me')).data).toMatchObject({ role: 'admin' });
});
