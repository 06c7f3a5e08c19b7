import type { FlagKey, FlagTableRow } from '@burgee/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';

/** As many as one call changes. */
const MAX = 500;
const NONE: ReadonlyMap<FlagKey, FlagTableRow> = new Map();

export type Selection = {
  /** As they were when they were chosen. */
  readonly flags: ReadonlyMap<FlagKey, FlagTableRow>;
  readonly has: (key: FlagKey) => boolean;
  /** @param isRange takes along all rows from the one before: Shift was held. */
  readonly toggle: (index: number, isRange: boolean) => void;
  readonly setAll: (isChosen: boolean) => void;
  readonly clear: () => void;
};

/** @param of what is chosen from; another list begins with nothing chosen. */
export function useSelection(
  of: string,
  at: (index: number) => FlagTableRow | undefined,
  loaded: readonly FlagTableRow[],
): Selection {
  const [held, setHeld] = useState<{ of: string; flags: ReadonlyMap<FlagKey, FlagTableRow> }>({ of, flags: new Map() });
  const last = useRef(0);
  const rowAt = useRef(at);
  useEffect(() => {
    rowAt.current = at;
  });
  const flags = held.of === of ? held.flags : NONE;
  const change = useCallback(
    (next: (flags: ReadonlyMap<FlagKey, FlagTableRow>) => ReadonlyMap<FlagKey, FlagTableRow>) =>
      setHeld((before) => ({ of, flags: next(before.of === of ? before.flags : NONE) })),
    [of],
  );
  // The same function each time, so that rows need not be made anew when another one is chosen.
  const toggle = useCallback(
    (index: number, isRange: boolean) => {
      const [from, to] = isRange ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index];
      last.current = index;
      change((before) => toggled(before, rowAt.current, { index, from, to }));
    },
    [change],
  );
  return {
    flags,
    has: (key) => flags.has(key),
    toggle,
    setAll: (isChosen) => change(() => new Map(isChosen ? loaded.slice(0, MAX).map((flag) => [flag.key, flag]) : [])),
    clear: () => change(() => NONE),
  };
}

type Range = { readonly index: number; readonly from: number; readonly to: number };

/** All of the range become what the row becomes that was clicked. */
function toggled(
  flags: ReadonlyMap<FlagKey, FlagTableRow>,
  at: (index: number) => FlagTableRow | undefined,
  { index, from, to }: Range,
) {
  const clicked = at(index);
  const isChosen = clicked !== undefined && !flags.has(clicked.key);
  const next = new Map(flags);
  for (let row = from; row <= to; row += 1) {
    const flag = at(row);
    if (flag && isChosen) next.set(flag.key, flag);
    else if (flag) next.delete(flag.key);
  }
  return next;
}
