import type { KeyboardEvent, RefObject } from 'react';

/** Waits for a row to be on the page: it was out of sight, and comes with the next frames. */
const MAX_FRAMES = 20;

/** Arrow keys go from row to row, Home and End to the ends; Enter opens what has the focus, because it is a link. */
export function useRowKeys(
  body: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
): (event: KeyboardEvent<HTMLElement>) => void {
  function focus(index: number, frames = MAX_FRAMES): void {
    const link = body.current?.querySelector<HTMLElement>(`[data-flag-link="${index}"]`);
    if (link) return link.focus();
    if (frames > 0) requestAnimationFrame(() => focus(index, frames - 1));
  }
  return (event) => {
    const { target, key } = event;
    const at = target instanceof HTMLElement ? target.dataset['flagLink'] : undefined;
    if (at === undefined) return;
    const next = { ArrowDown: Number(at) + 1, ArrowUp: Number(at) - 1, Home: 0, End: count - 1 }[key];
    if (next === undefined || next < 0 || next >= count) return;
    event.preventDefault();
    scrollTo(next);
    focus(next);
  };
}

/** From the search to the first row. */
export function focusFirstRow(): void {
  document.querySelector<HTMLElement>('[data-flag-link]')?.focus();
}
