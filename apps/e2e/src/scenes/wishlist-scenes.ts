import { press, type Scene } from './scene.ts';

export const WISHLIST_SCENES: readonly Scene[] = [
  {
    name: 'the wishlist demo',
    app: 'wishlist',
    path: '/?userId=ann',
    who: 'nobody',
    picture: 'wishlist',
    sees: (page) => page.getByRole('button', { name: 'Move Rain boots up' }),
  },
  {
    name: 'the toolbar',
    app: 'wishlist',
    path: '/?userId=ann&toolbar',
    who: 'nobody',
    picture: 'toolbar',
    act: press(/^Flags/),
    sees: (page) => page.getByRole('dialog', { name: 'Feature flags' }),
  },
];
