import { Problem } from '@burgee/contracts';
import { serverBase } from './server-base.ts';
import { Wishlist, type WishlistItem } from './wishlist-item.ts';

/** The state of the list. `closed` means that the server reports the feature as not available. */
export type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'ready'; readonly items: readonly WishlistItem[] };

/** The user and session of the list. The server evaluates the flag as well, so they must be the same as on the page. */
export type Visitor = { readonly userId: string | undefined; readonly sessionId: string | undefined };

/** Loads the list of a visitor. Rejects only if `signal` is aborted. */
export async function loadWishlist({ userId, sessionId }: Visitor, signal: AbortSignal): Promise<Loaded> {
  try {
    const query = new URLSearchParams();
    if (userId !== undefined) query.set('userId', userId);
    if (sessionId !== undefined) query.set('sessionId', sessionId);
    const response = await fetch(`${serverBase()}/api/wishlist?${query.toString()}`, { signal });
    const body: unknown = await response.json();
    if (!response.ok) return parseFailure(body);
    return { kind: 'ready', items: Wishlist.parse(body).items };
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', problem: 'The server cannot be reached or did not return a wishlist.' };
  }
}

function parseFailure(body: unknown): Loaded {
  const { data: problem } = Problem.safeParse(body);
  if (problem?.code === 'FEATURE_NOT_AVAILABLE') return { kind: 'closed' };
  return {
    kind: 'failed',
    problem: problem ? `${problem.title} ${problem.hint}` : 'The server returned an error.',
  };
}

/** The fields of an item that a user enters. */
export type ItemDraft = Pick<WishlistItem, 'name' | 'note' | 'price'>;

type Items = readonly WishlistItem[];

export function addItem(items: Items, draft: ItemDraft): Items {
  const ids = new Set(items.map(({ id }) => id));
  let number = 1;
  while (ids.has(`mine-${number}`)) number++;
  return [...items, { ...draft, id: `mine-${number}`, gotIt: false }];
}

export function changeItem(items: Items, id: string, change: Partial<WishlistItem>): Items {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}

/** Moves an item by one place; an item at the end stays there. */
export function moveItem(items: Items, id: string, by: -1 | 1): Items {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  const [moved, other] = [items[from], items[to]];
  return moved && other ? items.with(from, other).with(to, moved) : items;
}

/** The user's own list, plus the items that the server has added since. */
export function mergeItems(own: Items | undefined, served: Items): Items {
  if (!own) return served;
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...served.filter(({ id }) => !ids.has(id))];
}
