import { dialog, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';
import { inHours, instant, minutesAgo } from './time.ts';

const INVITED = { email: 'sam@harbour.example', role: 'editor', expiresAt: inHours(72) };

const WAITING = {
  userCode: 'BCDF-GHJK',
  host: 'laptop-of-mira',
  address: '192.0.2.17',
  role: 'editor',
  highestRole: 'admin',
  startedAt: instant(minutesAgo(1)),
  expiresAt: inHours(0.15),
};
const approveLogin = '/approve-login?code=BCDF-GHJK';
const waiting = { 'session.waitingLogin': WAITING };

export const SESSION_SCENES: readonly Scene[] = [
  { name: 'sign-in', path: '/sign-in', who: 'nobody', picture: 'sign-in', sees: heading('Sign in') },
  {
    name: 'sign-in, after single sign-on failed',
    path: '/sign-in?error=access_denied',
    who: 'nobody',
    calls: { 'session.signInOptions': { needsSetup: false, oidc: { name: 'Harbour ID' } } },
    sees: text('Harbour ID'),
  },
  {
    name: 'sign-in, a wrong password',
    path: '/sign-in',
    who: 'nobody',
    act: async (page) => {
      await page.locator('input[type=email]').fill('mira@harbour.example');
      await page.locator('input[type=password]').fill('wrong wrong wrong');
      await page.keyboard.press('Enter');
    },
    sees: text(/password is wrong/),
  },
  {
    name: 'sign-in, before the setup',
    path: '/sign-in',
    who: 'nobody',
    calls: { 'session.signInOptions': { needsSetup: true, oidc: null } },
    sees: heading('Sign in'),
  },
  {
    name: 'join',
    path: '/join?token=of-an-invitation',
    who: 'nobody',
    calls: { 'session.invitation': INVITED },
    picture: 'join',
    sees: heading('Join Burgee'),
  },
  {
    name: 'join, loading',
    path: '/join?token=of-an-invitation',
    who: 'nobody',
    calls: { 'session.invitation': 'never' },
    sees: (page) => page.getByRole('status', { name: 'Loading' }),
  },
  {
    name: 'join, by an invalid link',
    path: '/join?token=nonsense',
    who: 'nobody',
    sees: heading('This link does not work'),
  },
  {
    name: 'setup',
    path: '/setup?token=of-the-console',
    who: 'nobody',
    calls: { 'session.invitation': { ...INVITED, email: null, role: 'admin' } },
    sees: heading('Set up Burgee'),
  },
  {
    name: 'a new password, by a link from an admin',
    path: '/new-password?token=of-an-admin',
    who: 'nobody',
    calls: { 'session.passwordLink': { email: INVITED.email, expiresAt: INVITED.expiresAt } },
    sees: (page) => page.getByRole('form', { name: 'New password' }),
  },
  { name: 'a login to approve', path: approveLogin, calls: waiting, sees: text('laptop-of-mira') },
  {
    name: 'a login to approve, on a phone',
    path: approveLogin,
    width: PHONE_WIDTH,
    calls: waiting,
    sees: text('BCDF-GHJK'),
  },
  {
    name: 'a login to approve, for a viewer',
    path: approveLogin,
    who: 'tom',
    calls: { 'session.waitingLogin': { ...WAITING, highestRole: 'viewer' } },
    sees: text('laptop-of-mira'),
  },
  {
    name: 'a login that was approved',
    path: approveLogin,
    calls: { ...waiting, 'session.approveLogin': {} },
    act: press('Approve login'),
    sees: text('Login approved'),
  },
  { name: 'a login with an unknown code', path: approveLogin, sees: text('No program waits with this code.') },
  { name: 'a login without a code', path: '/approve-login', sees: (page) => page.getByLabel('Code in the terminal') },
  {
    name: 'a session that has ended',
    path: `/flags${PRODUCTION}`,
    act: async (page) => {
      await page.getByRole('link', { name: 'checkout-one-page' }).waitFor();
      await page.route('**/trpc/**', (route) =>
        route.fulfill({
          status: 401,
          json: {
            error: {
              code: -32_001,
              message: 'Sign in first',
              data: { code: 'UNAUTHORIZED', failure: { code: 'UNAUTHENTICATED', problem: 'missing' } },
            },
          },
        }),
      );
      await page.getByRole('link', { name: 'Segments' }).click();
    },
    sees: dialog('Your session has expired'),
  },
];
