import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, joinByLink, signIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { startBurgee, type Burgee } from './burgee.ts';

const EMAIL = 'ada@example.org';
const KEY = 'wishlist-gallery';

let browser: Browser;
let burgee: Burgee;
let context: BrowserContext;
/** The admin app. */
let page: Page;
/** What a user of the flags sees: Ann. */
let shop: Page;
let failures: string[];
beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  await joinByLink(browser, burgee, burgee.setupLink, { email: EMAIL, name: 'Ada Lovelace' });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  failures = [];
  context = await browser.newContext();
  page = await newPage();
  shop = await newPage();
  await burgee.setFlag(KEY, { enabled: false, rolloutPercentage: 0 });
  await page.goto(`${burgee.url}/admin/flags?env=development`);
  await signIn(page, EMAIL);
  await heading(page, 'Flags').waitFor();
  await shop.goto(`${burgee.url}/wishlist/?userId=ann`);
  await shop.getByRole('status').filter({ hasText: 'Live' }).waitFor();
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

async function newPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.setDefaultTimeout(20_000);
  opened.on('pageerror', (error) => failures.push(String(error)));
  return opened;
}

const gallery = () => shop.getByRole('listitem').filter({ hasText: 'Whistling kettle' });
const comingSoon = () => shop.locator('.coming-soon', { hasText: KEY });
const dialog = () => page.getByRole('dialog');
const submit = () => dialog().locator('button[type=submit]').click();
const tab = (name: string) => page.getByRole('tab', { name });
const undo = () => page.getByRole('button', { name: 'Undo' });
const killSwitch = (): Locator => page.getByRole('switch', { name: `${KEY} in Development` });

async function openFlag(): Promise<void> {
  await page.getByRole('link', { name: KEY }).click();
  await heading(page, KEY).waitFor();
}

async function saveTargeting(): Promise<void> {
  await page.getByRole('button', { name: 'Review and save' }).click();
  await submit();
  await dialog().waitFor({ state: 'detached' });
}

describe('F1.8 the admin app', { timeout: 90_000 }, () => {
  it('creates a flag, and leads to it', async () => {
    await page.getByRole('button', { name: 'New flag' }).click();
    await dialog().getByLabel('Name').fill('New Checkout');
    expect(await dialog().getByRole('textbox', { name: /^Key/ }).inputValue()).toBe('new-checkout');
    await submit();
    await heading(page, 'new-checkout').waitFor();
  });

  it('rolls a flag out, and the page of its users follows; what was done can be undone', async () => {
    await openFlag();
    await killSwitch().click({ force: true });
    // Out of the way, so that the next one is the only one.
    await undo().waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await undo().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '100 %' }).click();
    await saveTargeting();
    await gallery().waitFor();
    await undo().click();
    await comingSoon().waitFor();
  });

  it('overrides a user, and everybody in an emergency', async () => {
    await burgee.setFlag(KEY, { enabled: true, rolloutPercentage: 0 });
    await openFlag();
    await tab('Overrides').click();
    await page.getByRole('button', { name: 'Add users' }).click();
    await dialog().getByLabel('userId').fill('ann');
    await submit();
    await gallery().waitFor();
    await page.getByRole('button', { name: 'Emergency' }).first().click();
    await dialog().getByLabel(/^Type/).fill(KEY);
    await dialog()
      .getByLabel(/Reason|Why/)
      .fill('incident 7');
    await submit();
    await comingSoon().waitFor();
    await page.getByRole('button', { name: 'End the emergency' }).first().click();
    await submit();
    await gallery().waitFor();
  });

  it('reverts to an earlier state, and archives', async () => {
    await burgee.setFlag(KEY, { enabled: true, rolloutPercentage: 100 });
    await burgee.setFlag(KEY, { enabled: false });
    await openFlag();
    await tab('History').click();
    await page.getByRole('button', { name: 'Revert' }).nth(1).click();
    await submit();
    await gallery().waitFor();
    await page.getByRole('button', { name: `More about ${KEY}` }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await submit();
    await comingSoon().waitFor();
  });
});
