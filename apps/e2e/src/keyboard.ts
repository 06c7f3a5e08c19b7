import type { Locator, Page } from 'playwright-core';
import { moveFocus } from './focus.ts';
import type { Hands } from './hands.ts';

/** More options than any list has. */
const MAX_PRESSES = 120;

/** Uses only keys. The focus moves as a person would move it, and must be visible at every action. */
export function keyboardHands(page: Page): Hands {
  const { keyboard } = page;
  const reach = (control: Locator) => moveFocus(page, control);
  return {
    page,
    press: async (control) => {
      await reach(control);
      const isBox = await control.evaluate((element) => element.matches('[type=checkbox], [type=radio]'));
      await keyboard.press(isBox ? 'Space' : 'Enter');
    },
    type: async (field, text) => {
      await reach(field);
      await keyboard.press('ControlOrMeta+A');
      await keyboard.type(text);
    },
    choose: async (list, option) => {
      await reach(list);
      await keyboard.press('Enter');
      const wanted = page.getByRole('option', { name: option, exact: true });
      await wanted.waitFor();
      for (let presses = 0; !(await isLit(wanted)); presses++) {
        if (presses === MAX_PRESSES) throw new Error(`The arrow keys do not reach ${option}.`);
        await keyboard.press('ArrowDown');
      }
      await keyboard.press('Enter');
    },
    slide: async (slider, percent) => {
      await reach(slider);
      const at = Number(await slider.getAttribute('aria-valuenow'));
      const key = percent < at ? 'ArrowLeft' : 'ArrowRight';
      for (let step = 0; step < Math.abs(percent - at); step++) await keyboard.press(key);
    },
    move: async (handle, to) => {
      const said = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
      const [from, goal] = [await numberOf(handle), await numberOf(to)];
      await reach(handle);
      await keyboard.press('Space');
      await said(`Now at ${from} of`);
      await keyboard.press(goal < from ? 'ArrowUp' : 'ArrowDown');
      await said(`Now at ${goal} of`);
      await keyboard.press('Space');
      await said(`Dropped at ${goal} of`);
    },
  };
}

/** Returns whether Enter would choose the option. */
async function isLit(option: Locator): Promise<boolean> {
  return (await option.getAttribute('data-combobox-selected')) !== null;
}

async function numberOf(handle: Locator): Promise<number> {
  return Number(/\d+/.exec((await handle.getAttribute('aria-label')) ?? '')?.[0]);
}
