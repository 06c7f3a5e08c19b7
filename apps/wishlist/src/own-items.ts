import { Wishlist, type WishlistItem } from '@burgee/contracts';

/** The person's changes, which stay in this browser. Where it refuses to keep them, they last until the page is left. */

export function readOwnItems(userId: string | undefined): readonly WishlistItem[] | undefined {
  try {
    return Wishlist.parse(JSON.parse(localStorage.getItem(placeOf(userId)) ?? '')).items;
  } catch {
    return undefined;
  }
}

export function keepOwnItems(userId: string | undefined, items: readonly WishlistItem[] | undefined): void {
  try {
    if (items) localStorage.setItem(placeOf(userId), JSON.stringify({ items }));
    else localStorage.removeItem(placeOf(userId));
  } catch {
    // Blocked or full.
  }
}

function placeOf(userId: string | undefined): string {
  return `burgee-wishlist:${userId ?? ''}`;
}
