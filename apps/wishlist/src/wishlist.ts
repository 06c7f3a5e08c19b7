import { Problem, Wishlist, type WishlistItem } from '@burgee/contracts';
import { serverBase } from './server-base.ts';

/** What the list is at the moment. `closed`: the server says that the feature is not available. */
export type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'ready'; readonly items: readonly WishlistItem[] };

/** Whom the list is asked for: its flag is looked at on the server too, so it has to be the same as on the page. */
export type Visitor = { readonly userId: string | undefined; readonly sessionId: string | undefined };

/** Asks the server for the list of a visitor. Rejects only when `signal` is aborted. */
export async function loadWishlist({ userId, sessionId }: Visitor, signal: AbortSignal): Promise<Loaded> {
  try {
    const query = new URLSearchParams();
    if (userId !== undefined) query.set('userId', userId);
    if (sessionId !== undefined) query.set('sessionId', sessionId);
    const response = await fetch(`${serverBase()}/api/wishlist?${query.toString()}`, { signal });
    const body: unknown = await response.json();
    if (!response.ok) return failureIn(body);
    return { kind: 'ready', items: Wishlist.parse(body).items };
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', problem: 'The server cannot be reached, or sent something else than a wishlist.' };
  }
}

function failureIn(body: unknown): Loaded {
  const { data: problem } = Problem.safeParse(body);
  if (problem?.code === 'FEATURE_NOT_AVAILABLE') return { kind: 'closed' };
  return {
    kind: 'failed',
    problem: problem ? `${problem.title} ${problem.hint}` : 'The server answered with an error.',
  };
}

/** What a person says of an item. */
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

/** Moves an item by one place; at the ends it stays. */
export function moveItem(items: Items, id: string, by: -1 | 1): Items {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  const [moved, other] = [items[from], items[to]];
  return moved && other ? items.with(from, other).with(to, moved) : items;
}

/** The person's own list, with what the server has got since. */
export function mergeItems(own: Items | undefined, served: Items): Items {
  if (!own) return served;
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...served.filter(({ id }) => !ids.has(id))];
}
