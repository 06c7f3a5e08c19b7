import { useState } from 'react';
import { ItemCard } from './item-card.tsx';
import type { UsedWishlist } from './use-wishlist.ts';
import { changeItem, moveItem } from './wishlist.ts';
import type { WishlistItem } from './wishlist-item.ts';

/** The list, or its loading or error state. */
export function Gallery({ wishlist }: { readonly wishlist: UsedWishlist }) {
  const { list, isChanged, startOver } = wishlist;
  return (
    <section className="gallery" aria-label="Gallery" aria-busy={list.kind === 'loading'}>
      {list.kind === 'ready' ? (
        <>
          <p className="summary">
            <span>{listSummary(list.items)}</span>
            {isChanged && (
              <span className="own">
                Your changes stay in this browser.{' '}
                <button type="button" className="link" onClick={startOver}>
                  Start over
                </button>
              </span>
            )}
          </p>
          <Items items={list.items} onChange={wishlist.change} />
        </>
      ) : list.kind === 'failed' ? (
        <div className="card notice" role="alert">
          <h2>The list did not load</h2>
          <p>{list.problem}</p>
          <button type="button" onClick={wishlist.retry}>
            Try again
          </button>
        </div>
      ) : (
        <Skeleton />
      )}
    </section>
  );
}

type ItemsProps = { readonly items: readonly WishlistItem[]; readonly onChange: UsedWishlist['change'] };

function Items({ items, onChange }: ItemsProps) {
  const [moved, setMoved] = useState('');
  if (items.length === 0) {
    return (
      <div className="card notice">
        <h2>No items yet</h2>
        <p>Your wishlist collects what you would like to have. Add the first item.</p>
      </div>
    );
  }
  const moveAndAnnounce = (item: WishlistItem, position: number, by: -1 | 1) => {
    onChange((before) => moveItem(before, item.id, by));
    setMoved(`${item.name} is now number ${position + by} of ${items.length}.`);
  };
  return (
    <>
      <ol className="items">
        {items.map((item, index) => (
          <ItemCard
            key={item.id}
            item={item}
            isFirst={index === 0}
            isLast={index === items.length - 1}
            onChange={(change) => onChange((before) => changeItem(before, item.id, change))}
            onMove={(by) => moveAndAnnounce(item, index + 1, by)}
          />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {moved}
      </p>
    </>
  );
}

function Skeleton() {
  return (
    <>
      <p className="visually-hidden" role="status">
        Loading the list…
      </p>
      <div className="items" aria-hidden="true">
        {[1, 2, 3, 4].map((place) => (
          <div key={place} className="card skeleton" />
        ))}
      </div>
    </>
  );
}

function listSummary(items: readonly WishlistItem[]): string {
  const got = items.filter(({ gotIt }) => gotIt).length;
  const wishes = `${items.length} ${items.length === 1 ? 'wish' : 'wishes'}`;
  return got > 0 ? `${wishes}, ${got} of them fulfilled` : wishes;
}
