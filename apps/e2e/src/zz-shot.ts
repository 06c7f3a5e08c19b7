
import { openBrowser } from './browser.ts';
import { buildWebApps } from './build-web-apps.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { takePicture } from './scenes/picture.ts';
import { enter } from './scenes/scene.ts';
import { startShop } from './scenes/shop.ts';
buildWebApps();
await using shop = await startShop();
const browser = await openBrowser();
let n = 0;
for (const scene of SCENES.filter(({ name }) => process.argv.slice(2).some((part) => name.startsWith(part)))) {
  const page = await (await shop.open(browser, scene.who ?? 'mira', { reducedMotion: 'reduce' })).newPage();
  await enter(page, shop.burgee.url, scene);
  for (const scheme of ['light', 'dark'] as const) await takePicture(page, scheme, `/tmp/shots/${++n}-${scheme}.png`);
  await page.screenshot({ path: `/tmp/shots/${n}-full.png`, fullPage: true });
  console.log(n, scene.name);
}
await browser.close();
