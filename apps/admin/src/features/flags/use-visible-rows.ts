import { type RefObject, useLayoutEffect, useState } from 'react';

/** Rows above and below the window that are rendered before someone scrolls to them. */
const SPARE_ROWS = 3;
/** The height of the sticky table head in the style sheet. */
const HEAD_PX = 42;

export type VisibleRows = {
  /** The indexes of the rows to render, in order. */
  readonly indexes: readonly number[];
  /** Scrolls a row into the window, by the shortest distance. */
  readonly scrollTo: (index: number) => void;
};

/** The rows inside the window. All rows have the same height, so that only these need to be rendered. */
export function useVisibleRows(body: RefObject<HTMLElement | null>, count: number, rowPx: number): VisibleRows {
  const [{ from, to }, setSpan] = useState({ from: 0, to: 0 });
  useLayoutEffect(() => {
    function measureSpan(): void {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const span = {
        from: Math.floor(-top / rowPx) - SPARE_ROWS,
        to: Math.ceil((innerHeight - top) / rowPx) + SPARE_ROWS,
      };
      setSpan((before) => (before.from === span.from && before.to === span.to ? before : span));
    }
    measureSpan();
    addEventListener('scroll', measureSpan, { passive: true });
    addEventListener('resize', measureSpan);
    return () => {
      removeEventListener('scroll', measureSpan);
      removeEventListener('resize', measureSpan);
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
