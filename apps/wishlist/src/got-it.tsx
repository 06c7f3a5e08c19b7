import type { WishlistItem } from './wishlist-item.ts';

export type GotItProps = {
  readonly item: WishlistItem;
  readonly onChange: (change: Pick<WishlistItem, 'gotIt'>) => void;
};

export function GotIt({ item, onChange }: GotItProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        aria-label={`Got it: ${item.name}`}
        checked={item.gotIt}
        onChange={({ target }) => onChange({ gotIt: target.checked })}
      />
      Got it
    </label>
  );
}
