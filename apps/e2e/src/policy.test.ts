import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

let burgee: Burgee;
let browser: Browser;
beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});

it('A12 the pages work under a policy that allows only their own files', async () => {
  await burgee.setFlag('wishlist-gallery', { enabled: true, rolloutPercentage: 100 });
  const { headers } = await fetch(`${burgee.url}/wishlist/`);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(`${burgee.url}/wishlist/`);
  await page.getByText('Reading lamp').first().waitFor();
  expect(said.filter((text) => /Content Security Policy|Refused|violat/i.test(text))).toEqual([]);
});

it('A12 an injected script does not run', async () => {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(`${burgee.url}/wishlist/`);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', `<img src=x onerror="document.title = 'owned'">`);
    const script = document.createElement('script');
    script.textContent = `document.title = 'owned'`;
    document.body.append(script);
  });
  await expect.poll(() => said.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThan(1);
  expect(await page.title()).not.toBe('owned');
});
