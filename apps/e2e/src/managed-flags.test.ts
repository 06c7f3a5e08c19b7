import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { joinByLink, openFlags } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { GALLERY } from './shop.ts';

const SOURCE = 'https://github.com/example/shop-flags';
const KEY = 'delivery-slots';

let browser: Browser;
let burgee: Burgee;
let page: Page;
const failures: unknown[] = [];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  const storageState = await joinByLink(browser, burgee, burgee.setupLink, { email: 'ada@example.org', name: 'Ada' });
  page = await openFlags(browser, { url: burgee.url, storageState, onError: (error) => failures.push(error) });
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});

/** Applies a file as the signed-in person, as a job does with a token. */
async function applyFile(): Promise<void> {
  const status = await page.evaluate(
    async ([source, key]) => {
      const file = { burgee: 1, environment: { key: 'development' }, flags: [{ key, enabled: true }] };
      const response = await fetch('/trpc/environments.applyFile', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ key: 'development', file, managedBy: source }),
      });
      return response.status;
    },
    [SOURCE, KEY],
  );
  expect(status).toBe(200);
}

const kill = () => page.getByRole('switch', { name: `${KEY} in Development` });
const button = (name: string | RegExp) => page.getByRole('button', { name });

it('14.5 a flag that Git manages says where, is read-only, and can be released', async () => {
  await applyFile();
  await page.getByTitle(`Managed in Git: ${SOURCE}`).waitFor();
  expect(await kill().getAttribute('aria-disabled')).toBe('true');

  await page.getByRole('link', { name: KEY }).click();
  await page.getByText('Managed in Git', { exact: true }).waitFor();
  expect(await page.getByRole('link', { name: SOURCE }).getAttribute('href')).toBe(SOURCE);
  await kill().click({ force: true });
  expect(await kill().isChecked()).toBe(true);
  const fields = page.getByRole('group', { name: 'Targeting' });
  expect(await fields.evaluate((group) => (group as HTMLFieldSetElement).disabled)).toBe(true);
  await button(`More actions for ${KEY}`).click();
  expect(await page.getByRole('menuitem', { name: 'Archive flag' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Overrides' }).click();
  expect(await button('Add users').getAttribute('aria-disabled')).toBe('true');
  expect(await button('Set override').getAttribute('aria-disabled')).toBe('true');
  expect(await button('Add override').getAttribute('aria-disabled')).toBeNull();

  await button('Release flag').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('The repository is away');
  await dialog.getByRole('button', { name: 'Release flag' }).click();
  await page.getByText(`${KEY} can be changed here.`).waitFor();
  await page.getByText('Managed in Git', { exact: true }).waitFor({ state: 'detached' });
  expect(await kill().getAttribute('aria-disabled')).not.toBe('true');
  expect(failures).toEqual([]);
});

it('14.5 a change of many flags leaves out those that Git manages', async () => {
  await applyFile();
  await page.goto(`${burgee.url}/admin/flags?env=development`);
  await page.getByTitle(`Managed in Git: ${SOURCE}`).waitFor();
  await page.getByRole('checkbox').first().check();
  await button('Add tags').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 flag is managed in Git, and stays unchanged:').waitFor();
  await dialog.getByLabel('Tags').fill('shop');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: /^Add/ }).click();
  await dialog.waitFor({ state: 'detached' });
  // Tags beyond the first are counted.
  const rowOf = (key: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: key }) });
  await rowOf(GALLERY).getByTitle('shop').waitFor();
  expect(await rowOf(KEY).getByText('shop').count()).toBe(0);
  expect(failures).toEqual([]);
});
