import type { Locator, Page } from 'playwright-core';

/** How somebody works a page. A journey says what is done; the hands know how it is done with what they have. */
export type Hands = {
  readonly page: Page;
  /** A button, a link, a tab, a switch, an item of a menu. */
  readonly press: (control: Locator) => Promise<void>;
  /** In place of what stands in the field. */
  readonly type: (field: Locator, text: string) => Promise<void>;
  /** From a list that drops down. */
  readonly choose: (list: Locator, option: string) => Promise<void>;
  readonly slide: (slider: Locator, percent: number) => Promise<void>;
  /** Puts an item of a list in the place of another one. */
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
      await untilClicksCount(page);
    },
  };
}

/** @param fits is asked after everything that is done. */
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
      // Somebody whose finger rests before it leaves: else the list would roll on, and the next touch would only stop it.
      const end = Date.now() / 1_000;
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', agoSec: number, points: Point[]) =>
        session.send('Input.dispatchTouchEvent', { type, touchPoints: points, timestamp: end - agoSec });
      await touch('touchStart', 1, [from]);
      for (const part of [0.2, 0.6, 1]) {
        await touch('touchMove', 1 - part / 2, [{ x: from.x, y: from.y + part * (goal.y - from.y) }]);
      }
      await touch('touchEnd', 0, []);
      await session.detach();
      await untilClicksCount(page);
      await fits();
    },
  };
}

/** What was dragged swallows clicks for a moment, so that its end is none; no person is as quick as that. */
async function untilClicksCount(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    let isHeard = false;
    const hear = () => (isHeard = true);
    document.body.addEventListener('click', hear, { once: true });
    document.body.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    document.body.removeEventListener('click', hear);
    return isHeard;
  });
}

/** The input of a switch is there for the keyboard and for screen readers; what is seen is its label. */
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
  if (!box) throw new Error(`${String(target)} is not to be seen.`);
  return box;
}

/** The thumb of a slider says what it is; what is pressed is the track below it. */
async function placeOn(slider: Locator, percent: number) {
  const track = slider.locator('..');
  const { width, height } = await boxOf(track);
  return { track, position: { x: (width * percent) / 100, y: height / 2 } };
}
