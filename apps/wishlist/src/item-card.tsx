import { Feature, useFeatureFlag } from '@burgee/react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { EditItem } from './edit-item.tsx';
import { GotIt } from './got-it.tsx';
import { Reorder } from './reorder.tsx';
import { Signal } from './signal.tsx';
import type { WishlistItem } from './wishlist-item.ts';

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

export type ItemCardProps = {
  readonly item: WishlistItem;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onChange: (change: Partial<WishlistItem>) => void;
  readonly onMove: (by: -1 | 1) => void;
};

export function ItemCard({ item, isFirst, isLast, onChange, onMove }: ItemCardProps) {
  const canEdit = useFeatureFlag('wishlist-edit-item');
  const [isEditing, setIsEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  const stopEditing = () => {
    // The button exists again only after the form is unmounted.
    flushSync(() => setIsEditing(false));
    editButton.current?.focus();
  };
  return (
    <li className="card item" data-got={item.gotIt}>
      {canEdit && isEditing ? (
        <EditItem
          item={item}
          onSave={(draft) => {
            onChange(draft);
            stopEditing();
          }}
          onCancel={stopEditing}
        />
      ) : (
        <div className="item-body">
          <div className="item-head">
            <div>
              <h2>{item.name}</h2>
              {item.note && <p className="note">{item.note}</p>}
            </div>
            <Signal id={item.id} />
          </div>
          <p className="price">
            {euros.format(item.price)}
            {item.gotIt && <span className="badge">Got it</span>}
          </p>
          <div className="actions">
            <Feature flag="wishlist-got-it">
              <GotIt item={item} onChange={onChange} />
            </Feature>
            {canEdit && (
              <button
                ref={editButton}
                type="button"
                className="quiet"
                aria-label={`Edit ${item.name}`}
                onClick={() => setIsEditing(true)}
              >
                Edit
              </button>
            )}
            <Feature flag="wishlist-reorder">
              <Reorder name={item.name} isFirst={isFirst} isLast={isLast} onMove={onMove} />
            </Feature>
          </div>
        </div>
      )}
    </li>
  );
}
