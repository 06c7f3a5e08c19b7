import { SECOND_MS } from '@burgee/contracts';
import type { Limit } from './counter.ts';

/** Counts in memory, in fixed windows. The window of an id begins with its first count. */
export type Windows = {
  /** Counts `times` more. Returns how long to wait in milliseconds if that exceeds the limit, otherwise 0. */
  take(id: string, times: number): number;
};

type Window = { readonly endsAt: number; count: number };

/** @param clock milliseconds that only go forward. */
export function createWindows({ max, windowSec }: Pick<Limit, 'max' | 'windowSec'>, clock: () => number): Windows {
  /** In the order of their ends, because all are equally long. */
  const windows = new Map<string, Window>();

  function open(id: string, now: number): Window {
    for (const [other, { endsAt }] of windows) {
      if (endsAt > now) break;
      windows.delete(other);
    }
    const window = { endsAt: now + windowSec * SECOND_MS, count: 0 };
    windows.set(id, window);
    return window;
  }

  return {
    take: (id, times) => {
      const now = clock();
      const known = windows.get(id);
      const window = known && known.endsAt > now ? known : open(id, now);
      window.count += times;
      return window.count > max ? window.endsAt - now : 0;
    },
  };
}
