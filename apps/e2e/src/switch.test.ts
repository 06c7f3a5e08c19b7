import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { joinByLink, type SignedIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { type Person, withKeyboard, withMouse } from './people.ts';
import { GALLERY, openShop, type Shop } from './shop.ts';

let browser: Browser;
let burgee: Burgee;
let storageState: SignedIn;
let shop: Shop;
let context: BrowserContext;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  storageState = await joinByLink(browser, burgee, burgee.setupLink, {
    email: 'ada@example.org',
    name: 'Ada Lovelace',
  });
  shop = await openShop(browser, burgee, 'ann');
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  failures = [];
  await burgee.setFlag(GALLERY, { enabled: false, rolloutPercentage: 0 });
  await shop.showsNone();
  context = await browser.newContext({ storageState, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${burgee.url}/admin/flags?env=development`);
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

const killSwitch = () => page.getByRole('switch', { name: `${GALLERY} in Development` });
const dialog = () => page.getByRole('dialog');

/** Returns the state stored on the server. */
async function stored(): Promise<unknown> {
  const headers = { Authorization: `Bearer ${burgee.token}` };
  const response = await fetch(`${burgee.url}/api/admin/flags/${GALLERY}`, { headers });
  const { enabled, rollout } = (await response.json()) as { enabled: boolean; rollout: { schedule: unknown } };
  return { enabled, ...(rollout.schedule as object) };
}

async function switchOnForEveryone({ press, undo }: Person): Promise<void> {
  await press(killSwitch());
  await dialog().getByText('No one would get it yet.').waitFor();
  await press(dialog().getByRole('button', { name: 'Everyone' }));
  await shop.showsFeature();
  expect(await stored()).toEqual({ enabled: true, kind: 'fixed', percentage: 100 });

  await undo(`${GALLERY} is on in Development: everyone.`);
  await shop.showsNone();
  expect(await stored()).toEqual({ enabled: false, kind: 'fixed', percentage: 0 });
}

describe('F1.8 a flag that reaches no one is switched on for everyone with one click, which one click undoes,', () => {
  it('from the list, by mouse', () => switchOnForEveryone(withMouse(page)));

  it('from the list, by keyboard', () => switchOnForEveryone(withKeyboard(page)));

  it('from its page', async () => {
    await page.goto(`${burgee.url}/admin/flags/${GALLERY}?env=development`);
    await switchOnForEveryone(withMouse(page));
  });

  it('among many from the list', async () => {
    const { press, undo } = withMouse(page);
    await page.getByRole('checkbox', { name: `Select ${GALLERY}` }).check();
    await page.getByRole('checkbox', { name: 'Select wishlist-reorder' }).check();
    await press(page.getByRole('button', { name: 'Enable' }));
    await dialog().getByRole('radio', { name: 'Everyone' }).check();
    await press(dialog().getByRole('button', { name: 'Enable' }));
    await shop.showsFeature();
    await undo('2 flags are on, 2 of them for everyone.');
    await shop.showsNone();
    expect(await stored()).toEqual({ enabled: false, kind: 'fixed', percentage: 0 });
  });
});

it('F1.8 an emergency in production is visible from another environment, in the list and on the page', async () => {
  const response = await fetch(`${burgee.url}/api/admin/flags/${GALLERY}/overrides/emergency?environment=production`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${burgee.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ value: false, reason: 'Incident 7' }),
  });
  expect(response.status).toBe(200);
  const words = 'Emergency in Production: everyone gets false. Incident 7';
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: GALLERY }) });
  await row.getByText(words).waitFor({ state: 'attached' });
  await page.getByRole('link', { name: GALLERY }).click();
  const band = page.getByRole('region', { name: 'Emergency in Production' });
  await band.getByText('Incident 7').waitFor();
  await band.getByRole('button', { name: 'End emergency' }).click();
  await dialog()
    .getByLabel(/^Reason/)
    .fill('Solved');
  await dialog().getByRole('button', { name: 'End the emergency in production' }).click();
  await band.waitFor({ state: 'detached' });
});
