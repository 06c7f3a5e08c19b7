import { defineFlags, flag } from '@burgee/flags';

/** The flags of this page. Other keys and other types do not compile (B.6). */
export const flags = defineFlags({
  'wishlist-gallery': flag.boolean(false, 'Shows the items'),
  'wishlist-add-item': flag.boolean(false, 'Lets people add items'),
  'wishlist-edit-item': flag.boolean(false, 'Lets people edit items'),
  'wishlist-got-it': flag.boolean(false, 'Lets people check items off'),
  'wishlist-reorder': flag.boolean(false, 'Lets people change the order of items'),
});

declare module '@burgee/flags' {
  interface Register {
    flags: typeof flags;
  }
}
