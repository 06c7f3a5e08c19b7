import type { FlagKey, FlagTableRow } from '@burgee/contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** The most flags that one call can change. */
const MAX_SELECTED = 500;
type SelectedFlags = ReadonlyMap<FlagKey, FlagTableRow>;
const NONE: SelectedFlags = new Map();

export type Selection = {
  /** The latest loaded version of each flag; a flag that is no longer loaded keeps the version that was selected. */
  readonly flags: SelectedFlags;
  readonly has: (key: FlagKey) => boolean;
  /** @param isRange includes all rows since the previous click, because Shift was held. */
  readonly toggle: (index: number, isRange: boolean) => void;
  readonly setAll: (isChosen: boolean) => void;
  readonly clear: () => void;
};

/** @param listKey identifies the list; a different list starts with nothing selected. */
export function useSelection(
  listKey: string,
  at: (index: number) => FlagTableRow | undefined,
  loaded: readonly FlagTableRow[],
): Selection {
  const [held, setHeld] = useState<{ listKey: string; flags: SelectedFlags }>({ listKey, flags: NONE });
  const last = useRef(0);
  const list = useRef({ listKey, at, loaded });
  useEffect(() => {
    list.current = { listKey, at, loaded };
  });
  const chosen = held.listKey === listKey ? held.flags : NONE;
  const flags = useMemo(() => {
    if (chosen.size === 0) return chosen;
    return new Map([
      ...chosen,
      ...loaded.filter(({ key }) => chosen.has(key)).map((flag) => [flag.key, flag] as const),
    ]);
  }, [chosen, loaded]);
  // Stable functions: selecting a row or loading another list must not render all other rows.
  const change = useCallback((next: (flags: SelectedFlags) => SelectedFlags) => {
    const key = list.current.listKey;
    setHeld((before) => ({ listKey: key, flags: next(before.listKey === key ? before.flags : NONE) }));
  }, []);
  const toggle = useCallback(
    (index: number, isRange: boolean) => {
      const [from, to] = isRange ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index];
      last.current = index;
      change((before) => toggleRange(before, list.current.at, { index, from, to }));
    },
    [change],
  );
  const setAll = useCallback(
    (isChosen: boolean) => {
      const all = list.current.loaded.slice(0, MAX_SELECTED);
      change(() => new Map(isChosen ? all.map((flag) => [flag.key, flag]) : []));
    },
    [change],
  );
  return { flags, has: (key) => flags.has(key), toggle, setAll, clear: () => change(() => NONE) };
}

type Range = { readonly index: number; readonly from: number; readonly to: number };

/** Selects or clears the whole range, depending on what the click does to the clicked row. */
function toggleRange(
  flags: SelectedFlags,
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
