import type { WishlistItem } from '@burgee/contracts';
import { useEffect, useState } from 'react';
import { keepOwnItems, readOwnItems } from './own-items.ts';
import { loadWishlist, mergeItems, type Loaded, type Visitor } from './wishlist.ts';

type Items = readonly WishlistItem[];

export type UsedWishlist = {
  readonly list: Loaded;
  /** Whether the person has changed it in this browser. */
  readonly isChanged: boolean;
  readonly change: (edit: (items: Items) => Items) => void;
  readonly startOver: () => void;
  readonly retry: () => void;
};

/** How soon to ask again where the flag is on and the server has not heard of it yet, in milliseconds. */
const NOT_YET_MS = 1_000;

/** The list of a visitor: from the server while `isOpen`, with the person's own changes on top. */
export function useWishlist({ userId, sessionId }: Visitor, isOpen: boolean): UsedWishlist {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [own, setOwn] = useState(() => readOwnItems(userId));
  const [attempt, setAttempt] = useState(0);
  const retry = () => setAttempt((before) => before + 1);

  useEffect(() => {
    if (!isOpen) return;
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    loadWishlist({ userId, sessionId }, left.signal).then(
      (next) => {
        if (left.signal.aborted) return;
        setLoaded(next);
        if (next.kind === 'closed') timer = setTimeout(() => setAttempt((before) => before + 1), NOT_YET_MS);
      },
      () => undefined,
    );
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [userId, sessionId, isOpen, attempt]);

  const keep = (items: Items | undefined) => {
    keepOwnItems(userId, items);
    setOwn(items);
  };
  const list: Loaded = !isOpen
    ? { kind: 'closed' }
    : loaded.kind === 'ready'
      ? { kind: 'ready', items: mergeItems(own, loaded.items) }
      : loaded;
  return {
    list,
    isChanged: own !== undefined,
    change: (edit) => {
      if (list.kind === 'ready') keep(edit(list.items));
    },
    startOver: () => keep(undefined),
    retry: () => {
      setLoaded({ kind: 'loading' });
      retry();
    },
  };
}
