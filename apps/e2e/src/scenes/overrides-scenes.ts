import type { Page } from 'playwright-core';
import { dialog, first, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const of = (key: string) => `/flags/${key}${PRODUCTION}&tab=overrides`;
const CHECKOUT = of('checkout-one-page');
const NONE = { items: [], pagination: { page: 1, pageSize: 100, total: 0 } };
const NO_USERS = { includes: [], excludes: [], pagination: NONE.pagination };
const loaded = (page: Page) =>
  page.getByText('Their screen reader skips the address form').filter({ visible: true }).waitFor();
const askFor = (userId: string) => (page: Page) => page.getByLabel('User', { exact: true }).fill(userId);

export const OVERRIDES_SCENES: readonly Scene[] = [
  {
    name: 'overrides',
    path: CHECKOUT,
    picture: 'overrides',
    act: first(loaded, askFor('ann')),
    sees: (page) => page.getByRole('region', { name: 'Which override wins' }).getByText('The user override decides.'),
  },
  { name: 'overrides, on a phone', path: CHECKOUT, width: PHONE_WIDTH, act: loaded, sees: text('nightly-4711') },
  { name: 'overrides, for a viewer', path: CHECKOUT, who: 'tom', act: loaded, sees: text('nightly-4711') },
  { name: 'overrides, an emergency', path: of('assistant-chat'), sees: text(/Incident 2291/) },
  {
    name: 'overrides, a prerequisite fails',
    path: of('gift-cards'),
    act: askFor('u-31980'),
    sees: (page) => page.getByRole('region', { name: 'Which override wins' }).getByText(/so the flag is off/),
  },
  {
    name: 'overrides, a prerequisite fails, on a phone',
    path: of('gift-cards'),
    width: PHONE_WIDTH,
    act: askFor('u-31980'),
    sees: (page) => page.getByRole('region', { name: 'Which override wins' }).getByText(/so the flag is off/),
  },
  {
    name: 'overrides, none',
    path: of('gift-cards'),
    calls: { 'overrides.list': NONE, 'overrides.forFlag': NO_USERS },
    sees: text('No user overrides yet'),
  },
  {
    name: 'overrides, loading',
    path: CHECKOUT,
    calls: { 'overrides.list': 'never', 'overrides.forFlag': 'never' },
    sees: heading('Users'),
  },
  {
    name: 'overrides, failed',
    path: CHECKOUT,
    calls: { 'overrides.list': 'fails', 'overrides.forFlag': 'fails' },
    sees: (page) => page.getByRole('alert'),
  },
  { name: 'overrides, a user added', path: CHECKOUT, act: first(loaded, press('Add users')), sees: dialog(/user/i) },
  {
    name: 'overrides, a list pasted',
    path: CHECKOUT,

    act: first(loaded, press('Add users'), async (page) => {
      await page.getByText('Paste a list').click();
      await page
        .getByRole('dialog')
        .getByLabel('Users')
        .fill('u-50001\nu-50002, asked for it\nann\nu-50001\n,no id\nu-50003, "Berlin, and 2 more"');
    }),
    sees: (page) => page.getByRole('dialog').getByText(/line/i),
  },
  {
    name: 'overrides, some removed',
    path: CHECKOUT,
    act: first(
      loaded,
      async (page) => {
        await page.getByRole('checkbox', { name: /u-44102/ }).check();
        await page.getByRole('checkbox', { name: /u-22655/ }).check();
      },
      press(/^Remove 2/),
    ),
    sees: (page) => page.getByRole('dialog'),
  },
  {
    name: 'overrides, an emergency declared',
    path: CHECKOUT,
    act: first(loaded, press('Emergency')),
    sees: dialog('Declare an emergency'),
  },
  {
    name: 'overrides, an emergency ended',
    path: of('assistant-chat'),
    act: press('End the emergency'),
    sees: dialog('End the emergency'),
  },
  {
    name: 'overrides, a global one set',
    path: CHECKOUT,
    act: first(loaded, press('Set')),
    sees: dialog('Set a global override'),
  },
  {
    name: 'overrides, one for a test run',
    path: CHECKOUT,
    act: first(loaded, (page) => page.getByRole('button', { name: 'Add override', exact: true }).click()),
    sees: dialog('Add an override for a test run'),
  },
  { name: 'users', path: `/users${PRODUCTION}`, sees: text('Look up a user') },
  {
    name: 'a user with overrides',
    path: `/users${PRODUCTION}`,
    picture: 'user',
    act: (page) => page.getByRole('searchbox').fill('ann'),
    sees: text('2 flags'),
  },
  {
    name: 'users, one with an override without an effect',
    path: `/users${PRODUCTION}`,
    act: (page) => page.getByRole('searchbox').fill('u-31980'),
    sees: text(/No effect now/),
  },
  {
    name: 'users, one with an override without an effect, on a phone',
    path: `/users${PRODUCTION}`,
    width: PHONE_WIDTH,
    act: (page) => page.getByRole('searchbox').fill('u-31980'),
    sees: text(/No effect now/),
  },
  {
    name: 'users, one without',
    path: `/users${PRODUCTION}`,
    act: (page) => page.getByRole('searchbox').fill('u-1'),
    sees: text('No overrides for u-1'),
  },
  {
    name: 'users, a flag chosen',
    path: `/users${PRODUCTION}`,
    act: first((page) => page.getByRole('searchbox').fill('ann'), press('Add override')),
    sees: dialog('Choose a flag'),
  },
  {
    name: 'users, an override for the chosen flag',
    path: `/users${PRODUCTION}`,
    act: first(
      (page) => page.getByRole('searchbox').fill('ann'),
      press('Add override'),
      async (page) => {
        await page.getByRole('dialog').getByLabel('Flag').fill('gift');
        await page.getByRole('option', { name: 'gift-cards' }).click();
      },
    ),
    sees: (page) => page.getByRole('dialog').getByLabel('userId'),
  },
];
