import { z } from 'zod';

/** The shape of the items that the demo's server sends and this browser stores. */
export const WishlistItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  price: z.number().nonnegative(),
  gotIt: z.boolean(),
});
export type WishlistItem = z.infer<typeof WishlistItem>;

export const Wishlist = z.strictObject({ items: z.array(WishlistItem) });
export type Wishlist = z.infer<typeof Wishlist>;
