import type { Locator, Page } from 'playwright-core';
import type { PersonName } from './people.ts';

/** One screen in one state, and how to reach it. */
export type Scene = {
  readonly name: string;
  /** The admin app by default. */
  readonly app?: 'wishlist';
  /** The path below the app's. */
  readonly path: string;
  /** The person who opens it, by default Mira, an admin. */
  readonly who?: PersonName | 'nobody';
  /** In pixels; by default as wide as a laptop. */
  readonly width?: number;
  /** The name of its picture in docs/screens, if it has one. */
  readonly picture?: string;
  /** Faked calls by procedure: never answered, failed, or answered with this data. */
  readonly calls?: Readonly<Record<string, Answer>>;
  /** The actions that lead to the state. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** An element that is visible once the state is reached. */
  readonly sees: (page: Page) => Locator;
};

type Answer = 'never' | 'fails' | 'unreachable' | object;

export const PRODUCTION = '?env=production';
const LAPTOP = { width: 1280, height: 800 };
export const PHONE_WIDTH = 390;

/** Brings a signed-in page into a scene, replacing its previous state. */
export async function enter(page: Page, url: string, scene: Scene): Promise<void> {
  const { app = 'admin', path, width, calls = {}, act, sees } = scene;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.setViewportSize({ ...LAPTOP, ...(width && { width }) });
  for (const [procedure, answer] of Object.entries(calls)) await answerWith(page, procedure, answer);
  await page.goto(`${url}/${app}${path}`);
  await act?.(page);
  await sees(page).first().waitFor();
}

/**
 * Waits for fonts and finite animations: colors during a transition are arbitrary. Endless animations, such as loaders,
 * are ignored.
 */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

async function answerWith(page: Page, procedure: string, answer: Answer): Promise<void> {
  await page.route(`**/trpc/${procedure}*`, async (route) => {
    if (answer === 'never') return;
    if (answer === 'unreachable') return route.abort();
    if (answer !== 'fails') return route.fulfill({ json: { result: { data: answer } } });
    const error = {
      code: -32_603,
      message: 'The server failed',
      data: { code: 'INTERNAL_SERVER_ERROR', failure: null },
    };
    return route.fulfill({ status: 500, json: { error } });
  });
}

export const text = (wanted: string | RegExp) => (page: Page) => page.getByText(wanted);
export const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true });
export const dialog = (name: string | RegExp) => (page: Page) => page.getByRole('dialog', { name });
export const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

/** Runs the steps in sequence. */
export function first(...steps: readonly ((page: Page) => Promise<unknown>)[]): (page: Page) => Promise<void> {
  return async (page) => {
    for (const step of steps) await step(page);
  };
}

/** Opens a menu by the name of its button, and chooses an item. */
export const choose = (menu: string | RegExp, item: string | RegExp) =>
  first(press(menu), (page) => page.getByRole('menuitem', { name: item }).click());
