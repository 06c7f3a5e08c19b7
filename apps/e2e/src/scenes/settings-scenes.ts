import { choose, dialog, first, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const keys = `/keys${PRODUCTION}`;
const people = `/people${PRODUCTION}`;
const environments = `/environments${PRODUCTION}`;
const key = (item: string | RegExp) => choose('Actions for Shop in the browser', item);

export const SETTINGS_SCENES: readonly Scene[] = [
  { name: 'environments', path: environments, picture: 'environments', sees: text('Staging') },
  { name: 'environments, for a viewer', path: environments, who: 'tom', sees: heading('Environments') },
  { name: 'environments, on a phone', path: environments, width: PHONE_WIDTH, sees: heading('Environments') },
  { name: 'environments, a new one', path: environments, act: press('New environment'), sees: dialog(/environment/) },
  { name: 'environments, edited', path: environments, act: press('Edit'), sees: dialog(/^Edit/) },
  {
    name: 'environments, caches invalidated',
    path: environments,
    act: choose('Actions for Staging', 'Invalidate caches'),
    sees: dialog(/^Invalidate/),
  },

  { name: 'connect an SDK', path: `/connect${PRODUCTION}`, sees: text('Waiting for the first request') },
  {
    name: 'connect an SDK, with a new key, on a phone',
    path: '/connect?env=development&sdk=unleash-node',
    width: PHONE_WIDTH,
    act: first(press('Create a key'), async (page) => {
      await page.getByRole('dialog').getByLabel('Name').fill('Shop');
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    }),
    sees: text('Copy it now'),
  },
  {
    name: 'connect an SDK, for a viewer',
    path: `/connect${PRODUCTION}&sdk=flagd-node`,
    who: 'tom',
    sees: text('Waiting for the first request'),
  },

  { name: 'keys', path: keys, picture: 'keys', sees: text('Shop backend') },
  { name: 'keys, on a phone', path: keys, width: PHONE_WIDTH, sees: text('Shop backend') },
  {
    name: 'keys, the revoked ones',
    path: keys,
    act: (page) => page.getByRole('switch').click({ force: true }),
    sees: text('Old importer'),
  },
  { name: 'keys, empty', path: '/keys?env=staging', sees: text('No keys yet') },
  {
    name: 'keys, loading',
    path: keys,
    calls: { 'keys.list': 'never' },
    sees: (page) => page.getByRole('status', { name: 'Loading' }),
  },
  { name: 'keys, failed', path: keys, calls: { 'keys.list': 'fails' }, sees: (page) => page.getByRole('alert') },
  { name: 'keys, for a viewer', path: keys, who: 'tom', sees: (page) => page.getByRole('alert') },
  { name: 'keys, a new one', path: keys, act: press('New key'), sees: dialog(/key/i) },
  {
    name: 'keys, the secret of a new one',
    path: '/keys?env=development',
    act: first(press('New key'), async (page) => {
      await page.getByRole('dialog').getByLabel('Name').fill('Laptop');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Create/ })
        .click();
    }),
    sees: text(/srv_/),
  },
  { name: 'keys, edited', path: keys, act: key(/^Edit/), sees: dialog(/./) },
  { name: 'keys, rotated', path: keys, act: key('Rotate'), sees: dialog(/./) },
  { name: 'keys, revoked', path: keys, act: key('Revoke'), sees: dialog(/./) },
  {
    name: 'keys, the previous secret ended',
    path: keys,
    act: choose('Actions for Mail worker', /^End/),
    sees: dialog(/./),
  },
  { name: 'keys, for admins', path: `${keys}&kind=admin`, sees: text('Release pipeline') },
  { name: 'keys, a new one for admins', path: `${keys}&kind=admin`, act: press('New key'), sees: dialog(/key/i) },

  { name: 'people', path: people, picture: 'people', sees: text('sam@harbour.example') },
  { name: 'people, on a phone', path: people, width: PHONE_WIDTH, sees: text('sam@harbour.example') },
  {
    name: 'people, loading',
    path: people,
    calls: { 'people.list': 'never' },
    sees: (page) => page.locator('#main[tabindex]').getByText('Loading'),
  },
  { name: 'people, failed', path: people, calls: { 'people.list': 'fails' }, sees: (page) => page.getByRole('alert') },
  { name: 'people, for a viewer', path: people, who: 'tom', sees: (page) => page.getByRole('alert') },
  { name: 'people, invited', path: people, act: press('Invite'), sees: dialog(/Invite/) },
  {
    name: 'people, the link of an invitation',
    path: people,
    act: first(press('Invite'), async (page) => {
      await page
        .getByRole('dialog')
        .getByLabel(/E-mail/)
        .fill('kim@harbour.example');
      await page.getByRole('dialog').locator('button[type=submit]').click();
    }),
    sees: dialog('Invitation created'),
  },
  { name: 'people, changed', path: people, act: choose(/Priya/, /Change/), sees: dialog(/^Change/) },
  {
    name: 'people, a link for a new password',
    path: people,
    act: choose(/Priya/, 'Create password link'),
    sees: dialog(/password/),
  },
  { name: 'people, disabled', path: people, act: choose(/Priya/, /Disable/), sees: dialog(/^Disable/) },
];
