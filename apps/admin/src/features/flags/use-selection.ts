import type { Flag, FlagKey } from '@burgee/contracts';
import { useRef, useState } from 'react';

/** As many as one call changes. */
const MAX = 500;

export type Selection = {
  /** As they were when they were chosen. */
  readonly flags: ReadonlyMap<FlagKey, Flag>;
  readonly has: (key: FlagKey) => boolean;
  /** @param isRange takes along all rows from the one before: Shift was held. */
  readonly toggle: (index: number, isRange: boolean) => void;
  readonly setAll: (isChosen: boolean) => void;
  readonly clear: () => void;
};

/** @param of what is chosen from; another list begins with nothing chosen. */
export function useSelection(of: string, at: (index: number) => Flag | undefined, loaded: readonly Flag[]): Selection {
  const [held, setHeld] = useState<{ of: string; flags: ReadonlyMap<FlagKey, Flag> }>({ of, flags: new Map() });
  const last = useRef(0);
  const flags = held.of === of ? held.flags : new Map<FlagKey, Flag>();
  const hold = (next: ReadonlyMap<FlagKey, Flag>) => setHeld({ of, flags: next });
  return {
    flags,
    has: (key) => flags.has(key),
    toggle: (index, isRange) => {
      const flag = at(index);
      if (!flag) return;
      const isChosen = !flags.has(flag.key);
      const [from, to] = isRange ? [Math.min(last.current, index), Math.max(last.current, index)] : [index, index];
      const next = new Map(flags);
      for (let row = from; row <= to; row += 1) {
        const one = at(row);
        if (one && isChosen) next.set(one.key, one);
        else if (one) next.delete(one.key);
      }
      last.current = index;
      hold(next);
    },
    setAll: (isChosen) => hold(new Map(isChosen ? loaded.slice(0, MAX).map((flag) => [flag.key, flag]) : [])),
    clear: () => hold(new Map()),
  };
}
