import type { Browser } from 'playwright-core';
import type { Burgee } from './burgee.ts';

/** The demo as a user of the flag has it open. It is loaded once, and updates by itself. */
export type Shop = {
  readonly userId: string;
  readonly showsFeature: () => Promise<void>;
  readonly showsNone: () => Promise<void>;
};

/** The flag of the shop's gallery. */
export const GALLERY = 'wishlist-gallery';

/** Opens the demo in its own context, because browsers throttle background pages. */
export async function openShop(browser: Browser, { url }: Burgee, userId: string): Promise<Shop> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${url}/wishlist/?userId=${userId}`);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  return {
    userId,
    showsFeature: () => page.getByRole('listitem').filter({ hasText: 'Whistling kettle' }).waitFor(),
    showsNone: () => page.locator('.coming-soon', { hasText: GALLERY }).waitFor(),
  };
}

/** Finds a user inside and one outside a percentage. Both stay the same, even for a new flag with the same key. */
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
  if (!inside || !outside) throw new Error(`At ${rolloutPercentage}%, all users get the same value.`);
  return { inside, outside };
}
