import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** Opens a page that can reach this server only, and records what goes wrong. */
async function openOffline(path: string): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) problems.push(message.text());
  });
  await page.route('**', (route) => {
    const { origin } = new URL(route.request().url());
    if (origin === burgee.url || origin === 'null') return route.continue();
    problems.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  await page.goto(burgee.url + path);
  return { page, problems };
}

describe('14.2 the page of the API documentation', () => {
  it('works offline under its policy: finds an operation, and shows its example and its failures', async () => {
    const { page, problems } = await openOffline('/api/docs');
    await page.getByPlaceholder('Filter by tag').fill('segments');
    await page
      .getByRole('button', { name: /^patch.*segments/i })
      .first()
      .click();
    await page.getByText('People who asked to try new things first').first().waitFor();
    await page.getByText('STALE_REVISION').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('has a section for the type of a problem', async () => {
    const { type } = (await (await fetch(`${burgee.url}/api/config/flags/missing`)).json()) as { type: string };
    const { page, problems } = await openOffline(type);
    await page.locator('section:target').getByRole('heading', { name: 'FLAG_NOT_FOUND' }).waitFor();
    expect(problems).toEqual([]);
  });
});
