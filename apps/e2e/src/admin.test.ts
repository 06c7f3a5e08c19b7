import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, joinByLink, signIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { startBurgee, type Burgee } from './burgee.ts';
import { walk } from './journey.ts';
import { withKeyboard, withMouse, withTouch } from './people.ts';
import { GALLERY, openShop, usersAt, type Shop } from './shop.ts';

const EMAIL = 'ada@example.org';
const NARROW = { width: 390, height: 844 };

let browser: Browser;
let burgee: Burgee;
let ann: Shop;
let bob: Shop;
let context: BrowserContext;
let failures: string[];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  await joinByLink(browser, burgee, burgee.setupLink, { email: EMAIL, name: 'Ada Lovelace' });
  const { inside, outside } = await usersAt(burgee, 25);
  [ann, bob] = await Promise.all([openShop(browser, burgee, outside), openShop(browser, burgee, inside)]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  failures = [];
  await burgee.deleteFlag(GALLERY);
  await Promise.all([ann.showsNone(), bob.showsNone()]);
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

async function flagsPage(options: BrowserContextOptions): Promise<Page> {
  context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${burgee.url}/admin/flags?env=development`);
  await signIn(page, EMAIL);
  await heading(page, 'Flags').waitFor();
  return page;
}

describe(
  'F1.8 the admin app leads a flag through its life, and its users follow at once,',
  { timeout: 120_000 },
  () => {
    it('by mouse', async () => {
      const page = await flagsPage({ viewport: { width: 1280, height: 800 } });
      await walk({ person: withMouse(page), ann, bob });
    });

    it('by keyboard alone', async () => {
      const page = await flagsPage({ viewport: { width: 1280, height: 800 } });
      await walk({ person: withKeyboard(page), ann, bob });
    });

    it('by touch, 390 px wide, where nothing has to be scrolled sideways', async () => {
      const page = await flagsPage({ viewport: NARROW, hasTouch: true, isMobile: true });
      const fits = async () => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `the width of ${page.url()}`).toBeLessThanOrEqual(NARROW.width);
      };
      await walk({ person: withTouch(page, fits), ann, bob });
    });
  },
);
