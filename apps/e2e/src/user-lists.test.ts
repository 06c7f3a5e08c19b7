import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinByLink, type SignedIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { GALLERY } from './shop.ts';

let browser: Browser;
let burgee: Burgee;
let storageState: SignedIn;
let context: BrowserContext;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  storageState = await joinByLink(browser, burgee, burgee.setupLink, { email: 'ada@example.org', name: 'Ada' });
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  failures = [];
  context = await browser.newContext({ storageState, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${burgee.url}/admin/flags/${GALLERY}?env=development&tab=overrides`);
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

const said = (text: RegExp | string) => page.getByText(text).filter({ visible: true }).first().waitFor();

async function paste(text: string): Promise<void> {
  await page.getByRole('button', { name: 'Add users' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Paste a list').click();
  const field = dialog.getByLabel('Users');
  await field.focus();
  // Pasted, because typing so much would take half a minute.
  await field.evaluate((element: HTMLTextAreaElement, pasted) => {
    element.setRangeText(pasted);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);
}

/** Returns whether the server evaluates the flag to true for a user. */
async function hasGallery(userId: string): Promise<boolean> {
  const response = await fetch(`${burgee.url}/api/config/flags?userId=${encodeURIComponent(userId)}`);
  return ((await response.json()) as Record<string, boolean>)[GALLERY] === true;
}

describe('W39 a list of users in the admin app', () => {
  it('of any length is set by one call, applies immediately, and can be undone', async () => {
    await burgee.setFlag(GALLERY, { enabled: true, rolloutPercentage: 0 });
    const calls: string[] = [];
    page.on('request', (request) => void (request.url().includes('overrides.set') && calls.push(request.url())));
    await paste(
      ['userId,reason', ...Array.from({ length: 10_000 }, (_, at) => `user-${at},"beta, wave ${at}"`)].join('\n'),
    );
    await page.getByRole('button', { name: 'Set 10,000 users' }).click();
    await said('Set 10,000 users: 10,000 new.');
    expect(calls).toHaveLength(1);
    expect(await hasGallery('user-9999')).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await said('Undone.');
    expect(await hasGallery('user-9999')).toBe(false);
  });

  it('asks about an ambiguous line before setting anything', async () => {
    await burgee.setFlag(GALLERY, { enabled: true, rolloutPercentage: 0 });
    await paste('user-1\nSmith, John');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What does line 2 mean?').waitFor();
    expect(await dialog.getByRole('button', { name: /^Set/ }).isDisabled()).toBe(true);
    await dialog.getByText('One user whose id contains the separator').click();
    await dialog.getByRole('button', { name: 'Set 2 users' }).click();
    await said('Set 2 users: 2 new.');
    expect([await hasGallery('Smith, John'), await hasGallery('Smith')]).toEqual([true, false]);
  });

  it('appears in the history with the number of users, and can be reverted there', async () => {
    await burgee.setFlag(GALLERY, { enabled: true, rolloutPercentage: 0 });
    await paste('user-11;user-12;user-13');
    await page.getByRole('button', { name: 'Set 3 users' }).click();
    await said('Set 3 users: 3 new.');
    await page.goto(`${burgee.url}/admin/flags/${GALLERY}?env=development&tab=history`);
    await page.getByRole('button', { name: /included 3 users/ }).click();
    await said('user-11, user-12, user-13');
    await page.getByRole('button', { name: 'Revert' }).filter({ visible: true }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revert' }).click();
    await said('Reverted: 3 removed.');
    expect(await hasGallery('user-12')).toBe(false);
  });
});
