import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { heading, joinByLink, openFlags } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { keyboardHands } from './keyboard.ts';

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

const names = ['parcel-tracking', 'gift-wrapping'];
const features = names.map((name) => ({ name, enabled: true, strategies: [] }));
const custom = { name: 'by-tenant', enabled: true, strategies: [{ name: 'byTenant', parameters: {} }] };
const EXPORT = JSON.stringify({ version: 2, features: [...features, custom], segments: [] });

it('15.6 flags are imported by keyboard, some first, and a repeated import changes nothing', async () => {
  const { press, type } = keyboardHands(page);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const sees = (text: string) => page.getByText(text).first().waitFor();
  const readExport = async () => {
    await press(button('Paste JSON'));
    await type(page.getByLabel('Export as JSON'), EXPORT);
    await press(button('Read JSON'));
    await sees('its rule is in the code of your application');
  };
  const importFlags = async () => {
    await press(button('Import 1 flag'));
    await press(page.getByRole('dialog').getByRole('button', { name: 'Import 1 flag' }));
    await page.getByRole('heading', { name: '1 flag imported' }).waitFor();
  };

  await press(page.getByRole('link', { name: 'Import', exact: true }));
  await heading(page, 'Import from Unleash').waitFor();
  await readExport();
  await press(page.getByRole('checkbox', { name: 'gift-wrapping' }));
  await importFlags();
  await press(button('Import another export'));
  await readExport();
  await sees('1 already here and the same.');
  await importFlags();
  await press(button('Import another export'));
  await readExport();
  await sees('Nothing changes');

  await page.goBack();
  await press(page.getByRole('link', { name: 'gift-wrapping' }));
  await page.getByRole('switch', { name: 'gift-wrapping in Development' }).waitFor();
  expect(failures).toEqual([]);
});
