import type { KeyboardEvent, RefObject } from 'react';

/** The longest wait for a row that is scrolled into sight and rendered in one of the next frames. */
const MAX_FRAMES = 20;

/** Moves the focus by arrow keys, Home and End. Enter needs no code: the focused element is a link. */
export function useRowKeys(
  body: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
): (event: KeyboardEvent<HTMLElement>) => void {
  function focusRow(index: number, frames = MAX_FRAMES): void {
    const link = body.current?.querySelector<HTMLElement>(`[data-flag-link="${index}"]`);
    if (link) return link.focus();
    if (frames > 0) requestAnimationFrame(() => focusRow(index, frames - 1));
  }
  return (event) => {
    const { target, key } = event;
    const at = target instanceof HTMLElement ? target.dataset['flagLink'] : undefined;
    if (at === undefined) return;
    const next = { ArrowDown: Number(at) + 1, ArrowUp: Number(at) - 1, Home: 0, End: count - 1 }[key];
    if (next === undefined || next < 0 || next >= count) return;
    event.preventDefault();
    scrollTo(next);
    focusRow(next);
  };
}

/** Moves the focus from the search field to the first row. */
export function focusFirstRow(): void {
  document.querySelector<HTMLElement>('[data-flag-link]')?.focus();
}
