// `npm run screenshots`: takes the pictures of the README anew.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.ts';
import { startBurgee } from './burgee.ts';

const folder = join(import.meta.dirname, '../../../docs/screens');
mkdirSync(folder, { recursive: true });

await using burgee = await startBurgee();
const browser = await openBrowser();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme, reducedMotion: 'reduce' });
  await page.goto(`${burgee.url}/wishlist/?userId=ann`);
  for (const key of ['wishlist-gallery', 'wishlist-got-it', 'wishlist-reorder']) {
    await burgee.setFlag(key, { enabled: true, rolloutPercentage: 100 });
  }
  await page.getByRole('button', { name: 'Move Rain boots up' }).waitFor();
  await page.screenshot({ path: join(folder, `wishlist-${colorScheme}.png`) });
  await page.close();
}
await browser.close();
