import type { Locator, Page } from 'playwright-core';

/** More than any screen has tab stops. */
const MAX_PRESSES = 120;

/**
 * Moves the focus to a control by Tab and Shift+Tab, and by arrow keys within a composite widget. The focus must be
 * visible at each stop.
 */
export async function moveFocus(page: Page, control: Locator): Promise<void> {
  const way: string[] = [];
  for (let presses = 0; presses < MAX_PRESSES; presses++) {
    const { key, at } = await control.evaluate(nextKey);
    const problem = await page.evaluate(hiddenFocusReason);
    if (problem) throw new Error(`The focus on ${at} is not visible: ${problem}.`);
    if (!key) return;
    way.push(at);
    await page.keyboard.press(key);
  }
  throw new Error(`The keyboard does not reach ${String(control)}. The focus moved: ${way.slice(-40).join(' | ')}`);
}

/** Runs in the page. Returns the focused element, and the key that moves the focus toward `wanted`. */
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

/**
 * Runs in the page. Returns why the focus is not visible, or `null`. A newly focused element may take a few frames to
 * scroll into view.
 */
async function hiddenFocusReason(): Promise<string | null> {
  for (let frames = 0; ; frames++) {
    const reason = findReason();
    if (!reason || frames === 5) return reason;
    await new Promise(requestAnimationFrame);
  }

  function findReason(): string | null {
    const stop = document.activeElement;
    // A page or dialog that the app itself focused is not a tab stop.
    if (!(stop instanceof HTMLElement) || stop.tabIndex < 0 || stop === document.body) return null;
    const indicator = focusIndicatorOf(stop);
    if (!indicator) return 'it has no ring';
    const { left, right, top, bottom } = indicator.getBoundingClientRect();
    const places = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ] as const;
    const isSeen = places.some(([x, y]) => {
      const above = document.elementFromPoint(x, y);
      // A notification may appear at any time, and disappears by itself.
      return above && (indicator.contains(above) || above.contains(indicator) || above.closest('[role=alert]'));
    });
    return isSeen ? null : 'it is covered or outside the window';
  }

  /**
   * Returns the element that shows the focus. A text field shows its caret. A hidden input has its ring on a sibling.
   */
  function focusIndicatorOf(stop: HTMLElement): Element | undefined {
    const isBox = stop.matches('[type=checkbox], [type=radio]');
    if (!isBox && stop.matches('textarea, input')) return stop;
    const beside = isBox ? [...(stop.parentElement?.children ?? [])].filter((each) => each !== stop) : [];
    const possible = [...beside, stop];
    return possible.find((each) => getComputedStyle(each).outlineStyle !== 'none');
  }
}
