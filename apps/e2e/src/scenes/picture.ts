import type { Page } from 'playwright-core';
import { settle } from './scene.ts';

export type ColorScheme = 'light' | 'dark';
export const COLOR_SCHEMES: readonly ColorScheme[] = ['light', 'dark'];

/** Writes a PNG of what the page shows, with the same fonts on every machine. */
export async function takePicture(page: Page, colorScheme: ColorScheme, path: string): Promise<void> {
  await page.evaluate(normalizeFonts);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await settle(page);
  await page.screenshot({ path });
}

/** Servers lack the fonts that people have. Liberation Sans is the nearest one that is usually installed. */
function normalizeFonts(): void {
  for (const name of ['--mantine-font-family', '--mantine-font-family-headings']) {
    document.documentElement.style.setProperty(name, "'Liberation Sans', sans-serif");
  }
}
