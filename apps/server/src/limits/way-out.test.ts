import { expect, it } from 'vitest';
import { openAdmin, openBrowser, openInvited, PASSWORD } from '../test-browser.ts';
import { startTestServer } from '../test-server.ts';

const NEW_PASSWORD = 'a new long one';
/** This many failures on one account, from any address, lock it for unknown devices. */
const FAILURES = 100;

it('10.16 A13 the owner of an account that strangers locked for new devices gets in by a link', async () => {
  const settings = { TRUST_PROXY: 'loopback', LIMIT_SIGN_INS: '1000', DATABASE_REQUEST_TIMEOUT_MS: '60000' };
  await using burgee = await startTestServer({ settings });
  const admin = await openAdmin(burgee);
  const email = 'grace@example.org';
  const { id } = await openInvited(burgee, admin, email, 'viewer');
  const tryFrom = (address: string, path: string, body: object) =>
    openBrowser(burgee).request(path, { body, headers: { 'X-Forwarded-For': address } });
  const attack = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        tryFrom(`198.51.100.${index}`, '/api/auth/sign-in/email', { email, password: 'wrong horse battery' }),
      ),
    );
  await attack(FAILURES);

  const newDevice = openBrowser(burgee);
  expect((await newDevice.signIn(email)).status).toBe(429);
  const { data: link } = await admin.mutate('people.createPasswordLink', { id });
  // Strangers guess links too, from their own addresses.
  await tryFrom('198.51.100.1', '/trpc/session.setPassword', { token: 'a guess', password: NEW_PASSWORD });
  const set = await newDevice.mutate('session.setPassword', { token: link.token, password: NEW_PASSWORD });
  expect(set.data).toMatchObject({ email });
  await attack(3);
  expect((await newDevice.signIn(email, PASSWORD)).status).toBe(401);
  expect((await newDevice.signIn(email, NEW_PASSWORD)).status).toBe(200);
  expect((await openBrowser(burgee).signIn(email, NEW_PASSWORD)).status).toBe(429);
});
