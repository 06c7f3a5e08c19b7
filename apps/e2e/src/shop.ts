import type { Browser } from 'playwright-core';
import type { Burgee } from './burgee.ts';

/** The demo's page as a user of the flag has it open: it is loaded once, and what changes on it comes by itself. */
export type Shop = {
  readonly userId: string;
  readonly showsFeature: () => Promise<void>;
  readonly showsNone: () => Promise<void>;
};

/** The flag that the shop's gallery is behind. */
export const GALLERY = 'wishlist-gallery';

/** In a browser of its own: a page in the background of another one is given little time. */
export async function openShop(browser: Browser, { url }: Burgee, userId: string): Promise<Shop> {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${url}/wishlist/?userId=${userId}`);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  return {
    userId,
    showsFeature: () => page.getByRole('listitem').filter({ hasText: 'Whistling kettle' }).waitFor(),
    showsNone: () => page.locator('.coming-soon', { hasText: GALLERY }).waitFor(),
  };
}

/** Two users: at a percentage one is included, the other is not. Who that is does not change, also for a new flag of the key. */
export async function usersAt(burgee: Burgee, rolloutPercentage: number): Promise<{ inside: string; outside: string }> {
  await burgee.setFlag(GALLERY, { enabled: true, rolloutPercentage });
  const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);
  const answers = await Promise.all(
    users.map(async (userId) => {
      const response = await fetch(`${burgee.url}/api/config/flags?userId=${userId}`);
      return ((await response.json()) as Record<string, boolean>)[GALLERY];
    }),
  );
  const [inside, outside] = [users[answers.indexOf(true)], users[answers.indexOf(false)]];
  if (!inside || !outside) throw new Error(`At ${rolloutPercentage} % all users get the same.`);
  return { inside, outside };
}
