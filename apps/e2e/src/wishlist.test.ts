import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

const FEATURES = ['wishlist-gallery', 'wishlist-add-item', 'wishlist-edit-item', 'wishlist-got-it', 'wishlist-reorder'];
const ON = { enabled: true, rolloutPercentage: 100 };

let burgee: Burgee;
let browser: Browser;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  for (const key of FEATURES) await burgee.setFlag(key, { enabled: false });
  page = await browser.newPage();
  failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
});
afterEach(async () => {
  await page.close();
  expect(failures).toEqual([]);
});

const open = () => page.goto(`${burgee.url}/wishlist/?userId=ann`);
const comingSoon = (key: string) => page.locator('.coming-soon', { hasText: key });
const item = (name: string) => page.getByRole('listitem').filter({ hasText: name });

it('W9.12 shows "coming soon" in place of every feature while all flags are off', async () => {
  await open();
  for (const key of FEATURES) await comingSoon(key).waitFor();
  expect(await page.getByRole('listitem').count()).toBe(0);
});

it('B.5 shows a feature as soon as its flag is switched on over REST, without a reload', async () => {
  await open();
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await burgee.setFlag('wishlist-gallery', ON);
  await item('Whistling kettle').waitFor();
  expect(await comingSoon('wishlist-gallery').count()).toBe(0);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);

  await burgee.setFlag('wishlist-gallery', { enabled: false });
  await comingSoon('wishlist-gallery').waitFor();
});

it('W9.9 shows it without the stream when the window gets the focus', async () => {
  await page.route('**/api/config/stream', (route) => route.abort());
  await open();
  await comingSoon('wishlist-gallery').waitFor();
  await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
  await burgee.setFlag('wishlist-gallery', ON);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await item('Whistling kettle').waitFor();
});

it('lets people add, edit, check off and reorder items, each behind its flag', async () => {
  for (const key of FEATURES) await burgee.setFlag(key, ON);
  await open();
  await item('Whistling kettle').waitFor();

  const form = page.getByRole('region', { name: 'Add an item' });
  await form.getByLabel('Name').fill('Telescope');
  await form.getByLabel('Price').fill('240');
  await form.getByRole('button', { name: 'Add' }).click();

  await item('Telescope').getByRole('button', { name: 'Edit' }).click();
  const list = page.getByRole('list');
  await list.getByLabel('Name').fill('Large telescope');
  await list.getByRole('button', { name: 'Save' }).click();

  await item('Large telescope').getByRole('checkbox').check();
  await item('Large telescope').getByRole('button', { name: 'Move Large telescope up' }).click();
  await page.reload();
  await item('Large telescope').waitFor();
  const items = await page.getByRole('listitem').filter({ hasText: '€' }).all();
  const names = await Promise.all(items.map((each) => each.getByRole('heading').innerText()));
  expect(names).toEqual(['Whistling kettle', 'Reading lamp', 'Sea atlas', 'Large telescope', 'Rain boots']);
  expect(await item('Large telescope').getByRole('checkbox').isChecked()).toBe(true);
});

it('W9.3 shows each user what the server evaluates at 50%', async () => {
  await burgee.setFlag('wishlist-gallery', { enabled: true, rolloutPercentage: 50 });
  const isOn = async (userId: string) => {
    const flags = (await (await fetch(`${burgee.url}/api/config/flags?userId=${userId}`)).json()) as Record<
      string,
      boolean
    >;
    return flags['wishlist-gallery'] === true;
  };
  for (const userId of ['ann', 'bob', 'cem', 'dora']) {
    await page.goto(`${burgee.url}/wishlist/?userId=${userId}`);
    const shown = (await isOn(userId)) ? item('Whistling kettle') : comingSoon('wishlist-gallery');
    await shown.waitFor();
  }
});
