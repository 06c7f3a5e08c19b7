import type { Locator, Page } from 'playwright-core';

/** Operates a page with one kind of input device. A journey describes what to do, independent of the device. */
export type Hands = {
  readonly page: Page;
  /** Presses a button, link, tab, switch or menu item. */
  readonly press: (control: Locator) => Promise<void>;
  /** Replaces the text of a field. */
  readonly type: (field: Locator, text: string) => Promise<void>;
  /** Chooses an option of a dropdown. */
  readonly choose: (list: Locator, option: string) => Promise<void>;
  readonly slide: (slider: Locator, percent: number) => Promise<void>;
  /** Moves a list item to the position of another one. */
  readonly move: (handle: Locator, to: Locator) => Promise<void>;
};

type Point = { readonly x: number; readonly y: number };

export function mouseHands(page: Page): Hands {
  const press = async (control: Locator) => (await seenPart(control)).click();
  const { mouse } = page;
  return {
    page,
    press,
    type: (field, text) => field.fill(text),
    choose: async (list, option) => {
      await press(list);
      await press(page.getByRole('option', { name: option, exact: true }));
    },
    slide: async (slider, percent) => {
      const { track, position } = await placeOn(slider, percent);
      await track.click({ position });
    },
    move: async (handle, to) => {
      await to.scrollIntoViewIfNeeded();
      const [from, goal] = [await middleOf(handle), await middleOf(to)];
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move(goal.x, goal.y, { steps: 5 });
      await mouse.up();
      await waitUntilClicksWork(page);
    },
  };
}

/** @param fits is called after every action. */
export function touchHands(page: Page, fits: () => Promise<void>): Hands {
  const press = async (control: Locator) => {
    await (await seenPart(control)).tap();
    await fits();
  };
  return {
    page,
    press,
    type: async (field, text) => {
      await press(field);
      await field.fill(text);
    },
    choose: async (list, option) => {
      await press(list);
      await press(page.getByRole('option', { name: option, exact: true }));
    },
    slide: async (slider, percent) => {
      const { track, position } = await placeOn(slider, percent);
      await track.tap({ position });
      await fits();
    },
    move: async (handle, to) => {
      await to.scrollIntoViewIfNeeded();
      const [from, goal] = [await middleOf(handle), await middleOf(to)];
      const session = await page.context().newCDPSession(page);
      // The finger rests before it is lifted. Otherwise, the list would keep scrolling, and the next touch would only
      // stop it.
      const end = Date.now() / 1_000;
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', agoSec: number, points: Point[]) =>
        session.send('Input.dispatchTouchEvent', { type, touchPoints: points, timestamp: end - agoSec });
      await touch('touchStart', 1, [from]);
      for (const part of [0.2, 0.6, 1]) {
        await touch('touchMove', 1 - part / 2, [{ x: from.x, y: from.y + part * (goal.y - from.y) }]);
      }
      await touch('touchEnd', 0, []);
      await session.detach();
      await waitUntilClicksWork(page);
      await fits();
    },
  };
}

/** Waits until clicks work again: after a drag, they are ignored for a moment, in which no person could click. */
async function waitUntilClicksWork(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    let isHeard = false;
    const hear = () => (isHeard = true);
    document.body.addEventListener('click', hear, { once: true });
    document.body.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    document.body.removeEventListener('click', hear);
    return isHeard;
  });
}

/** Returns the visible part of a control. A switch shows its label; its input is for keyboards and screen readers. */
async function seenPart(control: Locator): Promise<Locator> {
  const id = await control.evaluate((element) => (element.matches('[type=checkbox], [type=radio]') ? element.id : ''));
  return id ? control.page().locator(`label[for="${id}"]`) : control;
}

async function middleOf(target: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(target);
  return { x: x + width / 2, y: y + height / 2 };
}

async function boxOf(target: Locator) {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error(`${String(target)} is not visible.`);
  return box;
}

/** The thumb has the slider's name, but the track below it receives the press. */
async function placeOn(slider: Locator, percent: number) {
  const track = slider.locator('..');
  const { width, height } = await boxOf(track);
  return { track, position: { x: (width * percent) / 100, y: height / 2 } };
}
