import { describe, expect, it } from 'vitest';
import { addItem, changeItem, mergeItems, moveItem } from './wishlist.ts';
import type { WishlistItem } from './wishlist-item.ts';

const [kettle, lamp, atlas] = ['kettle', 'lamp', 'atlas'].map((id) => anItem({ id })) as [
  WishlistItem,
  WishlistItem,
  WishlistItem,
];
const joinIds = (items: readonly WishlistItem[]) => items.map(({ id }) => id).join(' ');

describe('the items of a wishlist', () => {
  it('get unique ids, even after other items were added', () => {
    const draft = { name: 'Compass', note: '', price: 20 };

    expect(joinIds(addItem(addItem([kettle], draft), draft))).toBe('kettle mine-1 mine-2');
    expect(addItem([], draft)).toEqual([{ ...draft, id: 'mine-1', gotIt: false }]);
  });

  it('change one at a time', () => {
    expect(changeItem([kettle, lamp], 'lamp', { gotIt: true })).toEqual([kettle, { ...lamp, gotIt: true }]);
  });

  it.each([
    ['lamp', -1, 'lamp kettle atlas'],
    ['lamp', 1, 'kettle atlas lamp'],
    ['kettle', -1, 'kettle lamp atlas'],
    ['atlas', 1, 'kettle lamp atlas'],
    ['nothing', 1, 'kettle lamp atlas'],
  ] as const)('move by one place and stay at the ends: %s by %i', (id, by, order) => {
    expect(joinIds(moveItem([kettle, lamp, atlas], id, by))).toBe(order);
  });

  it("are the user's own, plus those added on the server since", () => {
    expect(mergeItems(undefined, [kettle])).toEqual([kettle]);
    expect(mergeItems([{ ...lamp, name: 'My lamp' }], [kettle, lamp])).toEqual([{ ...lamp, name: 'My lamp' }, kettle]);
  });
});

function anItem(fields: Partial<WishlistItem>): WishlistItem {
  return { id: 'a', name: 'Something', note: '', price: 1, gotIt: false, ...fields };
}
