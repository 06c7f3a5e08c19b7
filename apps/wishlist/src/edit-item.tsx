import { ItemForm } from './item-form.tsx';
import type { ItemDraft } from './wishlist.ts';
import type { WishlistItem } from './wishlist-item.ts';

export type EditItemProps = {
  readonly item: WishlistItem;
  readonly onSave: (draft: ItemDraft) => void;
  readonly onCancel: () => void;
};

export function EditItem({ item, onSave, onCancel }: EditItemProps) {
  return (
    <ItemForm initial={item} takesFocus onSubmit={onSave} onCancel={onCancel}>
      <button type="submit" className="primary">
        Save item
      </button>
      <button type="button" className="quiet" onClick={onCancel}>
        Cancel
      </button>
    </ItemForm>
  );
}
