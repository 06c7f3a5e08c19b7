import type { Locator, Page } from 'playwright-core';
import type { Hands } from './hands.ts';

/** More than any screen has places to stop at. */
const MAX_PRESSES = 120;

/** Nothing but keys: the focus is moved as somebody moves it, and has to be seen wherever something is done. */
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
        if (presses === MAX_PRESSES) throw new Error(`The arrow keys do not come to ${option}.`);
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

/** Tab and Shift Tab from stop to stop, arrow keys within what is one stop. */
async function moveFocus(page: Page, control: Locator): Promise<void> {
  const way: string[] = [];
  for (let presses = 0; presses < MAX_PRESSES; presses++) {
    const { key, at, problem } = await control.evaluate(nextKey);
    if (problem) throw new Error(`The focus on ${at} is not to be seen: ${problem}.`);
    if (!key) return;
    way.push(at);
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not come to ${String(control)}. It went: ${way.slice(-40).join(' | ')}`);
}

type Step = { key: string | null; at: string; problem: string | null };

/** Runs in the page: where the focus is, and which key brings it nearer to `wanted`. */
function nextKey(wanted: Element): Step {
  const active = document.activeElement ?? document.body;
  const name = active.getAttribute('aria-label') ?? active.textContent.trim().slice(0, 40);
  const at = `${active.tagName.toLowerCase()} "${name}"`;
  if (active === wanted) return { key: null, at, problem: whyUnseen() };
  const set = active.closest('[role=tablist], [role=menu], [role=radiogroup]');
  if (active !== set && set?.contains(wanted)) {
    return { key: set.matches('[role=menu]') ? 'ArrowDown' : 'ArrowRight', at, problem: null };
  }
  const isBehind = (active.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return { key: isBehind && active !== document.body ? 'Shift+Tab' : 'Tab', at, problem: null };

  function whyUnseen(): string | null {
    // A field has its caret. The ring of a hidden input is worn by what stands beside it.
    const hasCaret = wanted.matches('textarea, input:not([type=checkbox], [type=radio])');
    const isBox = wanted.matches('[type=checkbox], [type=radio]');
    const wearers = isBox ? [...(wanted.parentElement?.children ?? [])].filter((each) => each !== wanted) : [wanted];
    const wearer = hasCaret ? wanted : wearers.find((each) => getComputedStyle(each).outlineStyle !== 'none');
    if (!wearer) return 'it has no ring';
    const { left, right, top, bottom } = wearer.getBoundingClientRect();
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ] as const;
    const isSeen = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (wearer.contains(top) || top.contains(wearer));
    });
    return isSeen ? null : 'something is above it, or it is out of the window';
  }
}

/** Whether Enter would choose it. */
async function isLit(option: Locator): Promise<boolean> {
  return (await option.getAttribute('data-combobox-selected')) !== null;
}

async function numberOf(handle: Locator): Promise<number> {
  return Number(/\d+/.exec((await handle.getAttribute('aria-label')) ?? '')?.[0]);
}
