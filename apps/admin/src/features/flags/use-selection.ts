import type { FlagKey, FlagTableRow } from '@burgee/contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** As many as one call changes. */
const MAX = 500;
type Chosen = ReadonlyMap<FlagKey, FlagTableRow>;
const NONE: Chosen = new Map();

export type Selection = {
  /** As the list has them now; those that it has no longer, as they were when they were chosen. */
  readonly flags: Chosen;
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
  const [held, setHeld] = useState<{ of: string; flags: Chosen }>({ of, flags: NONE });
  const last = useRef(0);
  const list = useRef({ of, at, loaded });
  useEffect(() => {
    list.current = { of, at, loaded };
  });
  const chosen = held.of === of ? held.flags : NONE;
  const flags = useMemo(() => {
    if (chosen.size === 0) return chosen;
    return new Map([
      ...chosen,
      ...loaded.filter(({ key }) => chosen.has(key)).map((flag) => [flag.key, flag] as const),
    ]);
  }, [chosen, loaded]);
  // The same functions each time, so that rows need not be made anew when another one is chosen, or another list is there.
  const change = useCallback((next: (flags: Chosen) => Chosen) => {
    const now = list.current.of;
    setHeld((before) => ({ of: now, flags: next(before.of === now ? before.flags : NONE) }));
  }, []);
  const toggle = useCallback(
    (index: number, isRange: boolean) => {
      const [from, to] = isRange ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index];
      last.current = index;
      change((before) => toggled(before, list.current.at, { index, from, to }));
    },
    [change],
  );
  const setAll = useCallback(
    (isChosen: boolean) => {
      const all = list.current.loaded.slice(0, MAX);
      change(() => new Map(isChosen ? all.map((flag) => [flag.key, flag]) : []));
    },
    [change],
  );
  return { flags, has: (key) => flags.has(key), toggle, setAll, clear: () => change(() => NONE) };
}

type Range = { readonly index: number; readonly from: number; readonly to: number };

/** All of the range become what the row becomes that was clicked. */
function toggled(flags: Chosen, at: (index: number) => FlagTableRow | undefined, { index, from, to }: Range) {
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
