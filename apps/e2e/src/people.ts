import type { Page } from 'playwright-core';
import { heading } from './admin-page.ts';
import { mouseHands, touchHands, type Hands } from './hands.ts';
import { keyboardHands } from './keyboard.ts';

/** Somebody in the admin app: hands, and the ways through the app that go with them. */
export type Person = Hands & {
  /** Opens what shall be saved. */
  readonly review: () => Promise<void>;
  /** @param said what the notice says that offers it. */
  readonly undo: (said: string) => Promise<void>;
  /** One of the menu's. */
  readonly openScreen: (name: string) => Promise<void>;
  /** From the list of flags. */
  readonly openFlag: (key: string) => Promise<void>;
};

export function withMouse(page: Page): Person {
  return pointing(mouseHands(page), async () => {});
}

/** @param fits is asked after everything that is done. */
export function withTouch(page: Page, fits: () => Promise<void>): Person {
  const hands = touchHands(page, fits);
  return pointing(hands, () => hands.press(page.getByRole('button', { name: 'Open the menu' })));
}

function pointing(hands: Hands, openMenu: () => Promise<void>): Person {
  const { page, press, type } = hands;
  return {
    ...hands,
    review: () => press(page.getByRole('button', { name: 'Review and save' })),
    undo: (said) => press(undoOf(page, said)),
    openScreen: async (name) => {
      await openMenu();
      await press(page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name }));
      await heading(page, name).waitFor();
    },
    openFlag: async (key) => {
      await type(page.getByRole('searchbox', { name: 'Search flags by key or description' }), key);
      await press(page.getByRole('link', { name: key }));
    },
  };
}

/** By the shortcuts that the app offers. */
export function withKeyboard(page: Page): Person {
  const { keyboard } = page;
  return {
    ...keyboardHands(page),
    review: () => keyboard.press('ControlOrMeta+S'),
    undo: async (said) => {
      await undoOf(page, said).waitFor();
      await keyboard.press('ControlOrMeta+Z');
    },
    openScreen: async (name) => {
      await keyboard.press('ControlOrMeta+K');
      await page.getByRole('textbox', { name: 'Search' }).waitFor();
      await keyboard.type(`go to ${name}`);
      await keyboard.press('Enter');
      await heading(page, name).waitFor();
    },
    openFlag: async (key) => {
      await keyboard.press('/');
      await keyboard.type(key);
      await page
        .getByRole('status')
        .filter({ hasText: /^1 flag$/ })
        .waitFor();
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
    },
  };
}

function undoOf(page: Page, said: string) {
  return page.getByRole('alert').filter({ hasText: said }).getByRole('button', { name: 'Undo' });
}
