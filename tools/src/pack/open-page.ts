import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { startChromium } from './chromium.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
/** Ends a wait that hangs: on a busy machine, a page may take seconds. */
const WITHIN_MS = 45_000;

/**
 * Opens the page of `folder` in Chromium as if the server at `url` served it, and waits for a text on it.
 *
 * @throws Error with what the page shows instead, and its errors.
 */
export async function openPage(folder: string, url: string, text: string): Promise<string> {
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    const prefix = `${url}/example/`;
    await page.route(`${prefix}**`, (route) => {
      const path = new URL(route.request().url()).pathname.slice('/example/'.length);
      const file = path === '' ? 'index.html' : path;
      return route.fulfill({ body: readFileSync(join(folder, file)), contentType: CONTENT_TYPES[extname(file)] ?? '' });
    });
    await page.goto(prefix);
    await page
      .getByText(text)
      .waitFor({ timeout: WITHIN_MS })
      .catch(async () => {
        const shown = await page.locator('body').innerText();
        throw new Error(
          `the page shows ${JSON.stringify(shown)} instead of ${JSON.stringify(text)}. ${errors.join(' ')}`,
        );
      });
    return `shows ${JSON.stringify(text)} in Chromium`;
  } finally {
    await browser.close();
  }
}
