// `npm run screenshots`: retakes the pictures in docs/screens, and writes the page that shows them.
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { enter, settle, type Scene } from './scenes/scene.ts';
import { startShop } from './scenes/shop.ts';

const folder = join(import.meta.dirname, '../../../docs/screens');
mkdirSync(folder, { recursive: true });
for (const old of globSync('*.png', { cwd: folder })) rmSync(join(folder, old));

const shown = SCENES.filter(({ picture }) => picture !== undefined);
await using shop = await startShop();
const browser = await openBrowser();
const pages = new Map<string, Page>();
for (const scene of shown) {
  const page = await pageOf(scene.who ?? 'mira');
  await enter(page, shop.burgee.url, scene);
  await page.evaluate(normalizeFonts);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settle(page);
    await page.screenshot({ path: join(folder, `${scene.picture}-${colorScheme}.png`) });
  }
}
await browser.close();
writeFileSync(
  join(folder, 'README.md'),
  `# Screens\n\nTaken by \`npm run screenshots\`.\n\n${shown.map(section).join('\n')}`,
);

async function pageOf(who: NonNullable<Scene['who']>): Promise<Page> {
  const open = pages.get(who);
  if (open) return open;
  const page = await (await shop.open(browser, who, { reducedMotion: 'reduce' })).newPage();
  pages.set(who, page);
  return page;
}

/** Sets a font that most servers have and that resembles the fonts of most people. */
function normalizeFonts(): void {
  for (const name of ['--mantine-font-family', '--mantine-font-family-headings']) {
    document.documentElement.style.setProperty(name, "'Liberation Sans', sans-serif");
  }
}

function section({ name, picture }: Scene): string {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return `## ${title}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${picture}-dark.png">
  <img src="${picture}-light.png" alt="${title}">
</picture>
`;
}
