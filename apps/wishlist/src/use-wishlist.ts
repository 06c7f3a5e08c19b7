import { useEffect, useState } from 'react';
import { keepOwnItems, readOwnItems } from './own-items.ts';
import { type Loaded, loadWishlist, mergeItems, type Visitor } from './wishlist.ts';
import type { WishlistItem } from './wishlist-item.ts';

type Items = readonly WishlistItem[];

export type UsedWishlist = {
  readonly list: Loaded;
  /** Whether the user has changed the list in this browser. */
  readonly isChanged: boolean;
  readonly change: (edit: (items: Items) => Items) => void;
  readonly startOver: () => void;
  readonly retry: () => void;
};

/** The delay before retrying while the flag is on but the server does not have the change yet. */
const RETRY_CLOSED_MS = 1_000;

/** The list of a visitor: loaded from the server while `isOpen`, with the user's own changes on top. */
export function useWishlist({ userId, sessionId }: Visitor, isOpen: boolean): UsedWishlist {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [own, setOwn] = useState(() => readOwnItems(userId));
  const [attempt, setAttempt] = useState(0);
  const retry = () => setAttempt((before) => before + 1);

  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    loadWishlist({ userId, sessionId }, abort.signal).then(
      (next) => {
        if (abort.signal.aborted) return;
        setLoaded(next);
        if (next.kind === 'closed') timer = setTimeout(() => setAttempt((before) => before + 1), RETRY_CLOSED_MS);
      },
      () => undefined,
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [userId, sessionId, isOpen, attempt]);

  const storeItems = (items: Items | undefined) => {
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
      if (list.kind === 'ready') storeItems(edit(list.items));
    },
    startOver: () => storeItems(undefined),
    retry: () => {
      setLoaded({ kind: 'loading' });
      retry();
    },
  };
}
