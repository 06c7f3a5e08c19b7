import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, joinByLink, PASSWORD, signIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

const EMAIL = 'ada@example.org';

let browser: Browser;
let burgee: Burgee;
let context: BrowserContext;
let page: Page;
/** Errors of pages, including violations of the content security policy. */
let complaints: string[];
beforeAll(async () => {
  browser = await openBrowser();
  burgee = await startBurgee();
  await joinByLink(browser, burgee, burgee.setupLink, { email: EMAIL, name: 'Ada Lovelace' });
});
afterAll(async () => {
  await browser.close();
  await burgee[Symbol.asyncDispose]();
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext();
  page = await newPage();
});
afterEach(() => context.close());

async function newPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', ({ message }) => complaints.push(message));
  opened.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  return opened;
}

async function signedIn(path = '/admin/flags'): Promise<void> {
  await page.goto(burgee.url + path);
  await heading(page, 'Sign in').waitFor();
  await signIn(page, EMAIL);
}

describe('A4 the setup link', () => {
  it('works once, and says so afterward', async () => {
    await page.goto(burgee.setupLink.replace(/^http:\/\/[^/]+/, burgee.url));
    await page.getByText('has already been used').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('A13 signing in', () => {
  it('leads to the requested page, in a browser that allows only our scripts', async () => {
    await signedIn('/admin/environments');
    await heading(page, 'Environments').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the same error for a wrong password and an unknown address', async () => {
    const said: string[] = [];
    for (const [email, password] of [
      [EMAIL, 'wrong wrong wrong'],
      ['nobody@example.org', PASSWORD],
    ] as const) {
      await page.goto(`${burgee.url}/admin/sign-in`);
      await page.locator('input[type=email]').fill(email);
      await page.locator('input[type=password]').fill(password);
      await page.keyboard.press('Enter');
      said.push(await page.getByRole('alert').innerText());
    }
    expect(said[0]).toMatch(/wrong/i);
    expect(said[1]).toBe(said[0]);
    await page.goto(`${burgee.url}/admin/flags`);
    await heading(page, 'Sign in').waitFor();
  });
});

describe('a session', () => {
  it('that ends during an edit loses no input', async () => {
    await signedIn('/admin/environments');
    await page.getByRole('button', { name: 'New environment' }).click();
    const name = page.getByRole('dialog').locator('input').first();
    await name.fill('Drafty');
    await context.clearCookies();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    const ended = page.getByRole('heading', { name: 'Your session has expired' });
    await ended.waitFor();
    await page.locator('input[type=password]').fill('wrong wrong wrong');
    await page.keyboard.press('Enter');
    await page.getByText('is wrong').waitFor();
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await ended.waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('Drafty');
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByText('Drafty').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('ends in all tabs when it ends in one, and resumes in all of them', async () => {
    await signedIn('/admin/environments');
    await heading(page, 'Environments').waitFor();
    const other = await newPage();
    await other.goto(`${burgee.url}/admin/audit`);
    await heading(other, 'Audit').waitFor();
    await other.getByRole('button', { name: /^Account/ }).click();
    await other.getByText('Sign out').click();
    await heading(other, 'Sign in').waitFor();
    await heading(page, 'Sign in').waitFor();
    await signIn(page, EMAIL);
    await heading(page, 'Environments').waitFor();
    await heading(other, 'Audit').waitFor();
  });

  it('ends when the person is disabled', async () => {
    await signedIn('/admin/people');
    await page.getByRole('button', { name: 'Invite' }).first().click();
    await page.locator('input[type=email]').fill('grace@example.org');
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    const link = await page.getByRole('dialog').locator('input[readonly]:not([role=combobox])').inputValue();
    await joinByLink(browser, burgee, link, { name: 'Grace Hopper' });
    await page.reload();
    await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByText('Disabled').first().waitFor();
    const own = await browser.newContext();
    const hers = await own.newPage();
    await hers.goto(`${burgee.url}/admin/sign-in`);
    await hers.locator('input[type=email]').fill('grace@example.org');
    await hers.locator('input[type=password]').fill(PASSWORD);
    await hers.keyboard.press('Enter');
    await hers.getByRole('alert').waitFor();
    await own.close();
  });
});
