import { Feature, useFeatureFlag, useFlagOverrides } from '@burgee/react';
import { AddItem } from './add-item.tsx';
import { ComingSoon } from './coming-soon.tsx';
import { Gallery } from './gallery.tsx';
import { useWishlist } from './use-wishlist.ts';
import { addItem } from './wishlist.ts';

/** Shows each feature in its place, or a "coming soon" card while its flag is off. */
export function WishlistPage({ userId }: { readonly userId: string | undefined }) {
  const { sessionId } = useFlagOverrides();
  const isOpen = useFeatureFlag('wishlist-gallery');
  const wishlist = useWishlist({ userId, sessionId }, isOpen);
  const { list, change } = wishlist;
  return (
    <main className="page">
      {list.kind === 'closed' ? (
        <ComingSoon flag="wishlist-gallery" title="The gallery">
          Everything you wish for, on one page.
        </ComingSoon>
      ) : (
        <Gallery wishlist={wishlist} />
      )}
      <aside className="aside">
        <Feature
          flag="wishlist-add-item"
          fallback={
            <ComingSoon flag="wishlist-add-item" title="Adding items">
              Put something new on your list.
            </ComingSoon>
          }
        >
          <AddItem isListOpen={list.kind === 'ready'} onAdd={(draft) => change((items) => addItem(items, draft))} />
        </Feature>
        <Feature
          flag="wishlist-edit-item"
          fallback={
            <ComingSoon flag="wishlist-edit-item" title="Editing">
              Change the name, the note or the price of an item.
            </ComingSoon>
          }
        />
        <Feature
          flag="wishlist-got-it"
          fallback={
            <ComingSoon flag="wishlist-got-it" title="Got it">
              Check off the items you have received.
            </ComingSoon>
          }
        />
        <Feature
          flag="wishlist-reorder"
          fallback={
            <ComingSoon flag="wishlist-reorder" title="Reordering">
              Put the most important items first.
            </ComingSoon>
          }
        />
      </aside>
    </main>
  );
}
