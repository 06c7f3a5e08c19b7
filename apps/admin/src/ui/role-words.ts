import type { Role } from '@burgee/contracts';

export const ROLE_WORDS: Readonly<Record<Role, string>> = { viewer: 'Viewer', editor: 'Editor', admin: 'Admin' };

/** For who chooses one. */
export const ROLE_HINTS: Readonly<Record<Role, string>> = {
  viewer: 'Sees everything, changes nothing.',
  editor: 'Changes flags, segments and overrides.',
  admin: 'Also emergency overrides, environments, keys and people.',
};
