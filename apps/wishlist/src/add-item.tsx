import { useState } from 'react';
import { ItemForm } from './item-form.tsx';
import type { ItemDraft } from './wishlist.ts';

export type AddItemProps = {
  /** Whether the list is loaded, so that items can be added to it. */
  readonly isListOpen: boolean;
  readonly onAdd: (draft: ItemDraft) => void;
};

export function AddItem({ isListOpen, onAdd }: AddItemProps) {
  const [added, setAdded] = useState('');
  return (
    <section className="card" aria-labelledby="add-item">
      <h2 id="add-item">Add an item</h2>
      {isListOpen ? (
        <ItemForm
          onSubmit={(draft) => {
            onAdd(draft);
            setAdded(`${draft.name} is on your list.`);
          }}
        >
          <button type="submit" className="primary">
            Add item
          </button>
        </ItemForm>
      ) : (
        <p>This feature is on, but it needs the gallery.</p>
      )}
      <p className="added" role="status">
        {added}
      </p>
    </section>
  );
}
