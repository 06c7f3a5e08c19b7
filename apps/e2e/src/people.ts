import type { Page } from 'playwright-core';
import { heading } from './admin-page.ts';
import { type Hands, mouseHands, touchHands } from './hands.ts';
import { keyboardHands } from './keyboard.ts';

/** A person in the admin app: an input device, and the navigation that suits it. */
export type Person = Hands & {
  /** Opens the review of unsaved changes. */
  readonly review: () => Promise<void>;
  /** @param said the text of the notification that offers the undo. */
  readonly undo: (said: string) => Promise<void>;
  /** Opens a screen from the menu. */
  readonly openScreen: (name: string) => Promise<void>;
  /** Opens a flag from the list of flags. */
  readonly openFlag: (key: string) => Promise<void>;
};

export function withMouse(page: Page): Person {
  return pointing(mouseHands(page), async () => {});
}

/** @param fits is called after every action. */
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

/** Uses the keyboard shortcuts of the app. */
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
