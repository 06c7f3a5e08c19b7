import { useLayoutEffect, useState, type RefObject } from 'react';

/** Rows outside of the window that are there already when somebody scrolls. */
const SPARE = 3;
/** The head of the table, which stays above the rows; as the style sheet has it. */
const HEAD_PX = 42;

export type VisibleRows = {
  /** Of the rows that are to be drawn, in order. */
  readonly indexes: readonly number[];
  /** Brings a row into the window, by as little as that takes. */
  readonly scrollTo: (index: number) => void;
};

/** Of rows that all have one height, those that are in the window: however many there are, these few are on the page. */
export function useVisibleRows(body: RefObject<HTMLElement | null>, count: number, rowPx: number): VisibleRows {
  const [{ from, to }, setSpan] = useState({ from: 0, to: 0 });
  useLayoutEffect(() => {
    function look(): void {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const span = { from: Math.floor(-top / rowPx) - SPARE, to: Math.ceil((innerHeight - top) / rowPx) + SPARE };
      setSpan((before) => (before.from === span.from && before.to === span.to ? before : span));
    }
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [body, rowPx]);
  function scrollTo(index: number): void {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + index * rowPx;
    const [above, below] = [top - HEAD_PX, top + rowPx - innerHeight];
    if (above < 0) scrollBy({ top: above });
    else if (below > 0) scrollBy({ top: below });
  }
  const first = Math.max(0, Math.min(from, count - 1));
  const length = Math.max(0, Math.min(to, count) - first);
  return { indexes: Array.from({ length }, (_, place) => first + place), scrollTo };
}
