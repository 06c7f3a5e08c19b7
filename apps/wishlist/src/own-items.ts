import { Wishlist, type WishlistItem } from './wishlist-item.ts';

/** The user's changes, stored in this browser. If it refuses storage, they last until the page is left. */

export function readOwnItems(userId: string | undefined): readonly WishlistItem[] | undefined {
  try {
    return Wishlist.parse(JSON.parse(localStorage.getItem(storageKey(userId)) ?? '')).items;
  } catch {
    return undefined;
  }
}

export function keepOwnItems(userId: string | undefined, items: readonly WishlistItem[] | undefined): void {
  try {
    if (items) localStorage.setItem(storageKey(userId), JSON.stringify({ items }));
    else localStorage.removeItem(storageKey(userId));
  } catch {
    // Storage is blocked or full.
  }
}

function storageKey(userId: string | undefined): string {
  return `burgee-wishlist:${userId ?? ''}`;
}
