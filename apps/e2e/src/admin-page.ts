import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Burgee } from './burgee.ts';

/** Joining and signing in, for all journeys. */

export const PASSWORD = 'correct horse battery';

/** The session of a browser. A new browser that starts with it is signed in. */
export type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Joins by a link in a new browser context. `email` is needed only if the link is not for a certain address. */
export async function joinByLink(
  browser: Browser,
  { url }: Burgee,
  link: string,
  { email, name }: { readonly email?: string; readonly name: string },
): Promise<SignedIn> {
  const own = await browser.newContext();
  const page = await own.newPage();
  await page.goto(link.replace(/^http:\/\/[^/]+/, url));
  if (email) await page.locator('input[type=email]').fill(email);
  await page.locator('[autocomplete=name]').fill(name);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await heading(page, 'Flags').waitFor();
  const signedIn = await own.storageState();
  await own.close();
  return signedIn;
}

export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { level: 1, name });
}

/** Signs in on the sign-in screen. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
}

/** Opens the list of flags for someone who has signed in. @param onError called with each error that the page throws. */
export async function openFlags(
  browser: Browser,
  { url, storageState, onError }: { url: string; storageState: SignedIn; onError: (error: Error) => void },
): Promise<Page> {
  const context = await browser.newContext({
    storageState,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', onError);
  await page.goto(`${url}/admin/flags?env=development`);
  await heading(page, 'Flags').waitFor();
  return page;
}
