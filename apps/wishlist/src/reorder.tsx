import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';

export type ReorderProps = {
  readonly name: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
};

export function Reorder({ name, isFirst, isLast, onMove }: ReorderProps) {
  const moveOnClick = (by: -1 | 1, isAtEnd: boolean) => (event: MouseEvent<HTMLButtonElement>) => {
    if (isAtEnd) return;
    const button = event.currentTarget;
    // A moved element loses the focus; keyboard users want to press it again.
    flushSync(() => onMove(by));
    button.focus();
  };
  // Not `disabled` at the ends, which would also lose the focus.
  return (
    <span className="reorder">
      <button type="button" aria-label={`Move ${name} up`} aria-disabled={isFirst} onClick={moveOnClick(-1, isFirst)}>
        <Arrow />
      </button>
      <button type="button" aria-label={`Move ${name} down`} aria-disabled={isLast} onClick={moveOnClick(1, isLast)}>
        <Arrow isDown />
      </button>
    </span>
  );
}

function Arrow({ isDown = false }: { readonly isDown?: boolean }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={isDown ? 'M3 6l5 5 5-5' : 'M3 10l5-5 5 5'} />
    </svg>
  );
}
