import type { Page } from 'playwright-core';
import { dialog, first, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const path = `/flags${PRODUCTION}`;
const NONE = { items: [], pagination: { page: 1, pageSize: 100, total: 0 } };
const row = (page: Page) => page.getByRole('link', { name: 'checkout-one-page' });

const selected = first(
  (page) => row(page).waitFor(),
  ...['checkout-one-page', 'express-delivery', 'gift-cards'].map(
    (key) => (page: Page) => page.getByRole('checkbox', { name: `Select ${key}` }).check(),
  ),
);

const switched = (name: string) => (page: Page) => page.getByRole('switch', { name }).click({ force: true });

export const FLAGS_SCENES: readonly Scene[] = [
  { name: 'flags', path, picture: 'flags', sees: row },
  { name: 'flags, on a phone', path, width: PHONE_WIDTH, picture: 'flags-phone', sees: row },
  { name: 'flags, for a viewer', path, who: 'tom', sees: row },
  {
    name: 'flags, empty',
    path,
    calls: { 'flags.table': NONE },
    picture: 'flags-empty',
    sees: text('Production has no flags yet'),
  },
  {
    name: 'flags, empty for a viewer',
    path,
    who: 'tom',
    calls: { 'flags.table': NONE },
    sees: text('Production has no flags yet'),
  },
  { name: 'flags, no match', path: `${path}&q=zzz`, sees: text('No flags match') },
  {
    name: 'flags, archived',
    path: `${path}&status=archived`,
    sees: (page) => page.getByRole('link', { name: 'black-friday' }),
  },
  {
    name: 'flags, loading',
    path,
    calls: { 'flags.table': 'never' },
    sees: (page) => page.getByRole('status', { name: 'Loading flags' }),
  },
  { name: 'flags, failed', path, calls: { 'flags.table': 'fails' }, sees: (page) => page.getByRole('alert') },
  { name: 'flags, some selected', path, act: selected, sees: text('3 flags selected') },
  {
    name: 'flags, some selected on a phone',
    path,
    width: PHONE_WIDTH,
    act: selected,
    sees: text('3 flags selected'),
  },
  {
    name: 'flags, one of them managed in Git, many archived',
    path,
    act: first(
      selected,
      (page) => page.getByRole('checkbox', { name: 'Select delivery-slots' }).check(),
      press('Archive'),
    ),
    sees: text('1 flag is managed in Git'),
  },
  { name: 'flags, tags for many', path, act: first(selected, press('Add tags')), sees: dialog(/^Add/) },
  { name: 'flags, many archived', path, act: first(selected, press('Archive')), sees: dialog(/^Archive/) },
  {
    name: 'flags, a switch that would reach no one',
    path: `${path}&q=reorder`,
    act: switched('wishlist-reorder in Staging'),
    sees: dialog('Switch wishlist-reorder on in Staging?'),
  },
  {
    name: 'flags, a switch that would reach no one, on a phone',
    path: `${path}&q=reorder`,
    width: PHONE_WIDTH,
    act: switched('wishlist-reorder in Staging'),
    sees: dialog('Switch wishlist-reorder on in Staging?'),
  },
  {
    name: 'flags, a switch in production that would reach no one',
    path: `${path}&q=reorder`,
    act: switched('wishlist-reorder in Production'),
    sees: dialog('Switch wishlist-reorder on in Production?'),
  },
  {
    name: 'flags, a switch in production that would reach no one, on a phone',
    path: `${path}&q=reorder`,
    width: PHONE_WIDTH,
    act: switched('wishlist-reorder in Production'),
    sees: dialog('Switch wishlist-reorder on in Production?'),
  },
  {
    name: 'flags, many switched on of which one reaches no one',
    path: `${path}&q=wish`,
    act: first(
      ...['wishlist-gallery', 'wishlist-reorder'].map(
        (key) => (page: Page) => page.getByRole('checkbox', { name: `Select ${key}` }).check(),
      ),
      press('Enable'),
    ),
    sees: (page) => page.getByRole('radiogroup', { name: /^Who should get/ }),
  },
  { name: 'a new flag', path, act: press('Create flag'), sees: dialog(/flag/i) },
  {
    name: 'a new flag with a key that is taken',
    path,
    act: first(press('Create flag'), async (page) => {
      await page.getByRole('dialog').getByLabel('Name').fill('Gift cards');
      await page
        .getByRole('dialog')
        .getByLabel(/^Reason/)
        .fill('For summer');
      await page.keyboard.press('Tab');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Create/ })
        .click();
    }),
    sees: text('A flag with this key already exists.'),
  },
];
