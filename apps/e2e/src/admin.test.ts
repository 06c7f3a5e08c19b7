import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, joinByLink, PASSWORD, type SignedIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { walk } from './journey.ts';
import { withKeyboard, withMouse, withTouch } from './people.ts';
import { GALLERY, openShop, type Shop, usersAt } from './shop.ts';

const EMAIL = 'ada@example.org';
const WIDE = { viewport: { width: 1280, height: 800 } };
const TELEPHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser: Browser;
let burgee: Burgee;
let storageState: SignedIn;
let ann: Shop;
let bob: Shop;
let context: BrowserContext;
let failures: string[];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  storageState = await joinByLink(browser, burgee, burgee.setupLink, { email: EMAIL, name: 'Ada Lovelace' });
  const { inside, outside } = await usersAt(burgee, 25);
  [ann, bob] = await Promise.all([openShop(browser, burgee, outside), openShop(browser, burgee, inside)]);
});
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
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`${burgee.url}/admin/flags?env=development`);
  return page;
}

describe('F1.8 a flag goes through its life cycle, and its users see each change,', () => {
  it('by mouse', async () => {
    const page = await flagsPage({ storageState, ...WIDE });
    await walk({ person: withMouse(page), ann, bob });
  });

  it('by keyboard alone, including the sign-in', async () => {
    const page = await flagsPage({ ...WIDE, reducedMotion: 'reduce' });
    const person = withKeyboard(page);
    await person.type(page.getByLabel('E-mail'), EMAIL);
    await person.type(page.getByRole('textbox', { name: 'Password' }), PASSWORD);
    await page.keyboard.press('Enter');
    await heading(page, 'Flags').waitFor();
    await walk({ person, ann, bob });
  });

  it('by touch, 390 px wide, without horizontal scrolling', async () => {
    const page = await flagsPage({ storageState, ...TELEPHONE });
    const fits = async () => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `the width of ${page.url()}`).toBeLessThanOrEqual(TELEPHONE.viewport.width);
    };
    const person = withTouch(page, fits);
    await walk({ person, ann, bob });
    for (const name of ['Segments', 'Users', 'Audit', 'Environments', 'Keys', 'People']) {
      await person.openScreen(name);
      await fits();
    }
  });
});
