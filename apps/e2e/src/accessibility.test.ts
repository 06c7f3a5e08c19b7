import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOn } from './axe.ts';
import { openBrowser } from './browser.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { enter, type Scene } from './scenes/scene.ts';
import { type Shop, startShop } from './scenes/shop.ts';

type Watched = { readonly page: Page; readonly errors: string[] };
/** Scenes in one lane run in turn, with one page per person. There are three lanes, because they also wait. */
type Lane = { readonly pages: Map<Scene['who'], Watched>; turn: Promise<unknown> };

let browser: Browser;
let shop: Shop;
const lanes: readonly Lane[] = [1, 2, 3].map(() => ({ pages: new Map(), turn: Promise.resolve() }));
let scenes = 0;

beforeAll(async () => {
  [browser, shop] = await Promise.all([openBrowser(), startShop()]);
});
afterAll(async () => {
  await browser?.close();
  await shop?.[Symbol.asyncDispose]();
});

async function pageOf({ pages }: Lane, who: NonNullable<Scene['who']>): Promise<Watched> {
  const open = pages.get(who);
  if (open) return open;
  const context = await shop.open(browser, who, { reducedMotion: 'reduce' });
  const watched = { page: await context.newPage(), errors: [] as string[] };
  watched.page.setDefaultTimeout(60_000);
  watched.page.on('pageerror', (error) => watched.errors.push(String(error)));
  pages.set(who, watched);
  return watched;
}

async function problemsOf(scene: Scene, lane: Lane): Promise<string[]> {
  const { page, errors } = await pageOf(lane, scene.who ?? 'mira');
  await enter(page, shop.burgee.url, scene);
  return [...(await violationsOn(page)), ...errors.splice(0)];
}

// `.ci/run` selects these by the name of the group; `npm run accessibility` tests all scenes.
describe.each([
  ['each screen', SCENES.filter(isFirstOfScreen)],
  ['other states', SCENES.filter((scene) => !isFirstOfScreen(scene))],
] as const)('F1.8 has no violation of WCAG 2.2 AA, light and dark: %s:', (_group, chosen) => {
  it.concurrent.each(chosen)('$name', (scene) => {
    const lane = lanes[scenes++ % lanes.length] as Lane;
    const problems = lane.turn.then(() => problemsOf(scene, lane));
    lane.turn = problems.catch(() => {});
    return expect(problems).resolves.toEqual([]);
  });
});

function isFirstOfScreen(scene: Scene): boolean {
  return SCENES.find((other) => screenOf(other) === screenOf(scene)) === scene;
}

/** Names begin with the screen: "flags, empty" is another state of "flags". */
function screenOf({ app, name }: Scene): string {
  return `${app ?? 'admin'} ${name.split(',')[0]}`;
}
