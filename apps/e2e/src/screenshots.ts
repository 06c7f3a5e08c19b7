// `npm run screenshots`: takes a picture of every scene that has one, and writes a page that shows them.
import { copyFileSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { buildWebApps } from './build-web-apps.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { COLOR_SCHEMES, takePicture } from './scenes/picture.ts';
import { enter, type Scene } from './scenes/scene.ts';
import { startShop } from './scenes/shop.ts';

/** Pictures that documents show are in the repository. */
const folder = join(import.meta.dirname, '../../../docs/screens');
/** All pictures, which Git ignores. */
const all = join(folder, 'all');

buildWebApps();
rmSync(all, { recursive: true, force: true });
mkdirSync(all, { recursive: true });

const shown = SCENES.filter(({ picture }) => picture !== undefined);
await using shop = await startShop();
const browser = await openBrowser();
const pages = new Map<string, Page>();
for (const scene of shown) {
  const page = await pageOf(scene.who ?? 'mira');
  await enter(page, shop.burgee.url, scene);
  for (const scheme of COLOR_SCHEMES) await takePicture(page, scheme, join(all, `${scene.picture}-${scheme}.png`));
}
await browser.close();
for (const kept of globSync('*.png', { cwd: folder })) copyFileSync(join(all, kept), join(folder, kept));
writeFileSync(join(all, 'index.html'), gallery());
console.log(`${shown.length} scenes: open ${join(all, 'index.html')}`);

async function pageOf(who: NonNullable<Scene['who']>): Promise<Page> {
  const open = pages.get(who);
  if (open) return open;
  const page = await (await shop.open(browser, who, { reducedMotion: 'reduce' })).newPage();
  pages.set(who, page);
  return page;
}

function gallery(): string {
  const sections = shown.map(
    ({ name, picture }) => `<h2>${name}</h2>
<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${picture}-dark.png">
  <img src="${picture}-light.png" alt="${name}" width="1280">
</picture>`,
  );
  return `<!doctype html>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Screens</title>
<h1>Screens</h1>
${sections.join('\n')}
`;
}
