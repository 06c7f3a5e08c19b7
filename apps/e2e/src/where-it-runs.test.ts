import { type PrefixProxy, startPrefixProxy } from '@burgee/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, PASSWORD, signIn } from './admin-page.ts';
import { openBrowser, openTabs, PLAIN_HOST } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { GALLERY } from './shop.ts';

const ADA = 'ada@example.org';
const GRACE = 'grace@example.org';

let browser: Browser;
let plain: Burgee;
let below: Burgee;
let stripping: PrefixProxy;
let passing: PrefixProxy;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  stripping = await startPrefixProxy({ prefix: '/flags', strips: true });
  passing = await startPrefixProxy({ prefix: '/flags', strips: false });
  [browser, plain, below] = await Promise.all([openBrowser(), startBurgee(), startBurgee({ PUBLIC_URL: passing.url })]);
  for (const proxy of [stripping, passing]) proxy.pointTo(below.url.replace('localhost', '127.0.0.1'));
});
afterAll(async () => {
  await browser?.close();
  const all = [plain, below, stripping, passing];
  await Promise.all(all.map((one) => one?.[Symbol.asyncDispose]()));
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

async function openPage(url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return page;
}

/** Creates the first admin by the setup link, at another address of the same server. */
async function join(base: string, { setupLink }: Burgee, email: string): Promise<Page> {
  const page = await openPage(base + setupLink.slice(setupLink.indexOf('/admin/')));
  await page.locator('input[type=email]').fill(email);
  await page.locator('[autocomplete=name]').fill('Somebody');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await heading(page, 'Flags').waitFor();
  return page;
}

/** Signs in on a page that requires it. */
async function signInAt(url: string, email: string): Promise<Page> {
  const page = await openPage(url);
  await heading(page, 'Sign in').waitFor();
  await signIn(page, email);
  return page;
}

const gallery = (page: Page) => page.getByRole('listitem').filter({ hasText: 'Whistling kettle' });
const comingSoon = (page: Page) => page.locator('.coming-soon', { hasText: GALLERY });
const isSwitched = (page: Page, on: boolean) =>
  page.getByRole('switch', { name: `${GALLERY} in Development`, checked: on }).waitFor();

describe('over plain HTTP under a host name', () => {
  it('the admin app signs in, edits and copies, although pages have neither randomUUID nor a clipboard', async () => {
    const base = plain.url.replace('localhost', PLAIN_HOST);
    const page = await join(base, plain, ADA);
    expect(await page.evaluate(() => [isSecureContext, 'randomUUID' in crypto, 'clipboard' in navigator])).toEqual([
      false,
      false,
      false,
    ]);
    await page.goto(`${base}/admin/flags/${GALLERY}?env=development`);
    await page.getByRole('button', { name: 'Copy the key' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.getByRole('combobox', { name: 'Attribute' }).waitFor();
  });
});

describe('in ten tabs of one browser over HTTP/1.1', () => {
  it('the admin app and the demo load in each, and show changes after the tab with the stream is closed', async () => {
    await using tabs = await openTabs();
    context = tabs.context;
    await plain.setFlag(GALLERY, { enabled: false, rolloutPercentage: 100 });
    const admin = [await signInAt(`${plain.url}/admin/flags/${GALLERY}?env=development`, ADA)];
    await Promise.all(admin.map((page) => isSwitched(page, false)));
    const shops: Page[] = [];
    while (shops.length < 5) {
      const shop = await openPage(`${plain.url}/wishlist/?userId=ann`);
      await shop.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      shops.push(shop);
      if (admin.length === 5) continue;
      const page = await openPage(`${plain.url}/admin/flags/${GALLERY}?env=development`);
      await isSwitched(page, false);
      admin.push(page);
    }
    // The tabs of the admin app share a stream. Each tab of the demo has its own while it is visible.
    await plain.setFlag(GALLERY, { enabled: true, rolloutPercentage: 100 });
    await Promise.all(admin.map((page) => isSwitched(page, true)));
    await showEach(shops, (page) => gallery(page).waitFor());

    // The first tab of the admin app has its stream, and the last one of the demo is visible.
    await Promise.all([admin.shift()?.close(), shops.pop()?.close()]);
    await plain.setFlag(GALLERY, { enabled: false });
    await Promise.all(admin.map((page) => isSwitched(page, false)));
    await showEach(shops, (page) => comingSoon(page).waitFor());
  });
});

async function showEach(tabs: readonly Page[], check: (tab: Page) => Promise<void>): Promise<void> {
  for (const tab of tabs) {
    await tab.bringToFront();
    await check(tab);
  }
}

describe('below a path', () => {
  it('the admin app and the demo work behind a proxy that strips the path, and one that keeps it', async () => {
    await below.setFlag(GALLERY, { enabled: false, rolloutPercentage: 100 });
    await join(passing.url, below, GRACE);
    for (const { url } of [passing, stripping]) {
      await context.clearCookies();
      const page = await signInAt(`${url}/admin/flags/${GALLERY}?env=development`, GRACE);
      await isSwitched(page, false);
      expect(page.url()).toBe(`${url}/admin/flags/${GALLERY}?env=development`);
      const shop = await openPage(`${url}/wishlist/?userId=ann`);
      await shop.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      await below.setFlag(GALLERY, { enabled: true });
      await Promise.all([isSwitched(page, true), gallery(shop).waitFor()]);
      await below.setFlag(GALLERY, { enabled: false });
      await isSwitched(page, false);
    }
  });
});

describe('two instances on one host', () => {
  it('keep separate sessions in one browser', async () => {
    const first = await signInAt(`${plain.url}/admin/environments`, ADA);
    await heading(first, 'Environments').waitFor();
    const second = await signInAt(`${below.url}/flags/admin/environments`, GRACE);
    await heading(second, 'Environments').waitFor();
    await first.reload();
    await heading(first, 'Environments').waitFor();
    await first.getByRole('button', { name: /^Account/ }).click();
    await first.getByText('Sign out').click();
    await heading(first, 'Sign in').waitFor();
    await second.reload();
    await heading(second, 'Environments').waitFor();
  });
});
