import type { Locator, Page } from 'playwright-core';
import type { PersonName } from './people.ts';

/** One screen in one state, and how it comes about. */
export type Scene = {
  readonly name: string;
  /** Without it, the admin app. */
  readonly app?: 'wishlist';
  /** Below the app's. */
  readonly path: string;
  /** Who looks at it; without it, Mira, who may do everything. */
  readonly who?: PersonName | 'nobody';
  /** In pixels; without it, as wide as a laptop. */
  readonly width?: number;
  /** Its file in docs/screens, for those that are shown there. */
  readonly picture?: string;
  /** By procedure: calls that the server does not answer, fails at, or answers with this. */
  readonly calls?: Readonly<Record<string, Answer>>;
  /** What somebody does there first. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** What is in sight once the state is reached. */
  readonly sees: (page: Page) => Locator;
};

type Answer = 'never' | 'fails' | 'unreachable' | object;

export const PRODUCTION = '?env=production';
const LAPTOP = { width: 1280, height: 800 };
export const PHONE_WIDTH = 390;

/** Leads a page that somebody is signed in on into a scene. What was there before is gone. */
export async function enter(page: Page, url: string, scene: Scene): Promise<void> {
  const { app = 'admin', path, width, calls = {}, act, sees } = scene;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.setViewportSize({ ...LAPTOP, ...(width && { width }) });
  for (const [procedure, answer] of Object.entries(calls)) await answerWith(page, procedure, answer);
  await page.goto(`${url}/${app}${path}`);
  await act?.(page);
  await sees(page).first().waitFor();
}

/** Colours in the middle of a transition are nobody's. What goes on for ever, as a loader does, is not waited for. */
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

/** One after another. */
export function first(...steps: readonly ((page: Page) => Promise<unknown>)[]): (page: Page) => Promise<void> {
  return async (page) => {
    for (const step of steps) await step(page);
  };
}

/** Opens a menu by the name of its button, and chooses from it. */
export const choose = (menu: string | RegExp, item: string | RegExp) =>
  first(press(menu), (page) => page.getByRole('menuitem', { name: item }).click());
