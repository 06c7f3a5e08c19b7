// `npm run scenes -- <name> --headed`: opens one screen in one state, on a Burgee full of data, to look at it or to work on it.
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { buildWebApps } from './build-web-apps.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { findScene, listScenes } from './scenes/find-scene.ts';
import { COLOR_SCHEMES, takePicture } from './scenes/picture.ts';
import { enter, type Scene } from './scenes/scene.ts';
import { startShop } from './scenes/shop.ts';

const USAGE = `Usage: npm run scenes -- <name> [--headed]

Opens one scene: a screen of the admin app or of the demo in one state, with the data of an invented company.
<name> is the name of a scene, of its picture (in brackets), or a part of a name that no other scene has.

  --headed  opens a window, and ends when it is closed
  --help    prints this

Without --headed it takes a picture in light and in dark, and prints where they are.

Scenes:
${listScenes(SCENES)}`;

const pictures = join(import.meta.dirname, '../test-results/scenes');

process.exitCode = await main();

async function main(): Promise<number> {
  const { name, isHeaded, needsHelp, problem } = readArguments();
  if (needsHelp) console.log(USAGE);
  if (needsHelp) return 0;
  const found = name === undefined ? { problem: problem ?? 'Which scene?' } : findScene(SCENES, name);
  if ('problem' in found) {
    console.error(`${found.problem}\nnpm run scenes -- --help lists all scenes.`);
    return 1;
  }
  await open(found.scene, isHeaded);
  return 0;
}

type Arguments = {
  readonly name?: string | undefined;
  readonly isHeaded: boolean;
  readonly needsHelp: boolean;
  readonly problem?: string;
};

function readArguments(): Arguments {
  try {
    const { values, positionals } = parseArgs({
      options: { headed: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    // So that a name of several words needs no quotes.
    const name = positionals.join(' ') || undefined;
    return { name, isHeaded: values.headed ?? false, needsHelp: values.help ?? false };
  } catch (error) {
    return { isHeaded: false, needsHelp: false, problem: (error as Error).message };
  }
}

async function open(scene: Scene, isHeaded: boolean): Promise<void> {
  buildWebApps();
  await using shop = await startShop();
  const browser = await openBrowser({ isHeaded });
  const context = await shop.open(browser, scene.who ?? 'mira', { reducedMotion: 'reduce' });
  const page = await context.newPage();
  await enter(page, shop.burgee.url, scene);
  if (isHeaded) {
    console.log(`${scene.name}: ${page.url()}\nClose the window to end.`);
    await untilClosed(browser);
    return;
  }
  mkdirSync(pictures, { recursive: true });
  const file = scene.picture ?? scene.name.replaceAll(/\W+/g, '-');
  for (const scheme of COLOR_SCHEMES) {
    const path = join(pictures, `${file}-${scheme}.png`);
    await takePicture(page, scheme, path);
    console.log(relative(process.cwd(), path));
  }
  await browser.close();
}

/** Ctrl+C closes the window too, so that the server and its database are stopped in any case. */
async function untilClosed(browser: Browser): Promise<void> {
  process.once('SIGINT', () => void browser.close());
  const pages = browser.contexts().flatMap((context) => context.pages());
  await Promise.all(pages.map((page) => page.waitForEvent('close', { timeout: 0 })));
  await browser.close();
}
