import type {} from '@burgee/client';

/** The flags of this page. Any other key, and any other type, does not compile from here on (B.6). */
declare module '@burgee/client' {
  interface FlagTypes {
    'wishlist-gallery': boolean;
    'wishlist-add-item': boolean;
    'wishlist-edit-item': boolean;
    'wishlist-got-it': boolean;
    'wishlist-reorder': boolean;
  }
}
