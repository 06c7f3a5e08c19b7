import type { Locator, Page } from 'playwright-core';

/** More than any screen has places to stop at. */
const MAX_PRESSES = 120;

/** Tab and Shift Tab from stop to stop, arrow keys within what is one stop; at each, the focus has to be seen. */
export async function moveFocus(page: Page, control: Locator): Promise<void> {
  const way: string[] = [];
  for (let presses = 0; presses < MAX_PRESSES; presses++) {
    const { key, at } = await control.evaluate(nextKey);
    const problem = await page.evaluate(whyFocusIsUnseen);
    if (problem) throw new Error(`The focus on ${at} is not to be seen: ${problem}.`);
    if (!key) return;
    way.push(at);
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not come to ${String(control)}. It went: ${way.slice(-40).join(' | ')}`);
}

/** Runs in the page: where the focus is, and which key brings it nearer to `wanted`. */
function nextKey(wanted: Element): { key: string | null; at: string } {
  const active = document.activeElement ?? document.body;
  const name = active.getAttribute('aria-label') ?? active.textContent.trim().slice(0, 40);
  const at = `${active.tagName.toLowerCase()} "${name}"`;
  if (active === wanted) return { key: null, at };
  const set = active.closest('[role=tablist], [role=menu], [role=radiogroup]');
  if (active !== set && set?.contains(wanted)) {
    return { key: set.matches('[role=menu]') ? 'ArrowDown' : 'ArrowRight', at };
  }
  const isBehind = (active.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return { key: isBehind && active !== document.body ? 'Shift+Tab' : 'Tab', at };
}

/** Runs in the page. What has just got the focus may take a few frames until it is where it is seen. */
async function whyFocusIsUnseen(): Promise<string | null> {
  for (let frames = 0; ; frames++) {
    const why = look();
    if (!why || frames === 5) return why;
    await new Promise(requestAnimationFrame);
  }

  function look(): string | null {
    const stop = document.activeElement;
    // What the app itself gave the focus to, a page or a dialog, is no stop.
    if (!(stop instanceof HTMLElement) || stop.tabIndex < 0 || stop === document.body) return null;
    const wearer = wearerOf(stop);
    if (!wearer) return 'it has no ring';
    const { left, right, top, bottom } = wearer.getBoundingClientRect();
    const places = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ] as const;
    const isSeen = places.some(([x, y]) => {
      const above = document.elementFromPoint(x, y);
      // A notice comes when it will, and goes by itself.
      return above && (wearer.contains(above) || above.contains(wearer) || above.closest('[role=alert]'));
    });
    return isSeen ? null : 'something is above it, or it is out of the window';
  }

  /** A field has its caret. The ring of a hidden input is on an element beside it. */
  function wearerOf(stop: HTMLElement): Element | undefined {
    const isBox = stop.matches('[type=checkbox], [type=radio]');
    if (!isBox && stop.matches('textarea, input')) return stop;
    const beside = isBox ? [...(stop.parentElement?.children ?? [])].filter((each) => each !== stop) : [];
    const possible = [...beside, stop];
    return possible.find((each) => getComputedStyle(each).outlineStyle !== 'none');
  }
}
