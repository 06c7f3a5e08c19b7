import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

type Violations = { violations: { id: string; nodes: { html: string }[] }[] };

const KEY = 'wishlist-gallery';
let development: Burgee;
let production: Burgee;
let browser: Browser;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [development, production, browser] = await Promise.all([
    startBurgee(),
    startBurgee({ BURGEE_ENVIRONMENT: 'production' }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([development, production].map((server) => server?.[Symbol.asyncDispose]()));
});

beforeEach(async () => {
  failures = [];
  page = await aPage({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterEach(async () => {
  await page.context().close();
  expect(failures).toEqual([]);
});

const panel = (of = page) => of.getByRole('dialog', { name: 'Feature flags' });
const launcher = (of = page) => of.locator('burgee-toolbar').getByRole('button', { name: /^Flags/ });
const gallery = (of = page) => of.getByRole('listitem').filter({ hasText: 'Whistling kettle' });
const comingSoon = (of = page) => of.locator('.coming-soon', { hasText: KEY });

describe('the toolbar', () => {
  it('overrides a flag immediately, and its link has the same effect in another browser', async () => {
    await page.goto(`${development.url}/wishlist/?userId=ann`);
    await comingSoon().waitFor();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Flags' }).click();
    await panel().getByRole('switch', { name: KEY }).click();
    await gallery().waitFor();
    expect(await launcher().innerText()).toContain('1 overridden');

    await panel().getByRole('button', { name: 'Copy link' }).click();
    await panel().getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${development.url}/wishlist/?userId=ann&ff_${KEY}=true`);
    const other = await aPage();
    await other.goto(link);
    await gallery(other).waitFor();
    await other.context().close();

    await panel().getByRole('button', { name: 'Clear all' }).click();
    await comingSoon().waitFor();
    await page.reload();
    await comingSoon().waitFor();
  });

  it('works by keyboard alone, and changes the user of the page', async () => {
    await page.goto(`${development.url}/wishlist/?userId=ann&toolbar`);
    await launcher().waitFor();
    await page.getByLabel('You are').focus();
    await page.keyboard.press('Alt+Shift+F');
    await panel().waitFor();
    await tabTo((name) => name === KEY);
    await page.keyboard.press('Space');
    await gallery().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await comingSoon().waitFor();

    await tabTo((name) => name.startsWith('Context: ann'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('bob');
    await page.keyboard.press('Enter');
    await page.waitForURL(/userId=bob/);
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
  });

  it('A16 is read-only if the environment does not permit overrides', async () => {
    await page.goto(`${production.url}/wishlist/?toolbar`);
    await launcher().click();
    await panel().getByRole('switch', { name: KEY }).click();
    await panel().getByText('production does not permit overrides').waitFor();

    expect(await panel().getByRole('switch').count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await comingSoon().waitFor();
  });

  it.each([
    ['light', 1100],
    ['dark', 1100],
    ['light', 390],
    ['dark', 390],
  ] as const)('has no violation of WCAG 2.2 AA, %s and %i px wide, and fits', async (colorScheme, width) => {
    const narrow = await aPage({ colorScheme, viewport: { width, height: 760 }, reducedMotion: 'reduce' });
    await narrow.goto(`${development.url}/wishlist/?toolbar`);
    await launcher(narrow).waitFor();
    expect(await violationsOn(narrow)).toEqual([]);
    await launcher(narrow).click();
    await panel(narrow).getByRole('switch', { name: KEY }).click();
    await panel(narrow).getByText('1 flag overridden').waitFor();
    await panel(narrow)
      .getByText(/^Context/)
      .click();
    expect(await violationsOn(narrow)).toEqual([]);

    const box = await panel(narrow).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0).toBe(true);
    await narrow.context().close();
  });

  it('looks right and works under a strict content security policy', async () => {
    await page.route('**/wishlist/*toolbar*', async (route) => {
      const response = await route.fetch();
      const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'";
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    });
    page.on(
      'console',
      (message) => message.text().includes('Content Security Policy') && failures.push(message.text()),
    );
    await page.goto(`${development.url}/wishlist/?toolbar`);
    await launcher().click();

    expect(await panel().evaluate((element) => getComputedStyle(element).borderRadius)).toBe('12px');
    await panel().getByRole('switch', { name: KEY }).click();
    await gallery().waitFor();
  });
});

async function aPage(options: BrowserContextOptions = {}): Promise<Page> {
  const made = await (await browser.newContext(options)).newPage();
  // Shorter than the test's timeout, so that a failure shows where it waited.
  made.setDefaultTimeout(60_000);
  made.on('pageerror', (error) => failures.push(String(error)));
  return made;
}

/** Presses Tab until the focused control in the toolbar has the name. */
async function tabTo(isIt: (name: string) => boolean): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const root = document.querySelector('burgee-toolbar')?.shadowRoot;
      const focused = root?.activeElement;
      const label = focused?.getAttribute('aria-labelledby');
      return (label ? root?.getElementById(label) : focused)?.textContent ?? '';
    });
    if (isIt(name)) return;
  }
  throw new Error('Tab did not reach the control.');
}

/** Returns violations in the toolbar; the page has its own tests. */
async function violationsOn(of: Page): Promise<string[]> {
  await of.evaluate(axe.source);
  const { violations } = await of.evaluate<Violations>(`axe.run({ include: [['burgee-toolbar']] }, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
