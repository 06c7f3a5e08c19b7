import type {} from '@burgee/client';

/** The flags of this page. Other keys and other types do not compile (B.6). */
declare module '@burgee/client' {
  interface FlagTypes {
    'wishlist-gallery': boolean;
    'wishlist-add-item': boolean;
    'wishlist-edit-item': boolean;
    'wishlist-got-it': boolean;
    'wishlist-reorder': boolean;
  }
}
