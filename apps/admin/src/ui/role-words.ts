import type { Role } from '@burgee/contracts';

export const ROLE_WORDS: Readonly<Record<Role, string>> = { viewer: 'Viewer', editor: 'Editor', admin: 'Admin' };

/** Descriptions for choosing a role. */
export const ROLE_HINTS: Readonly<Record<Role, string>> = {
  viewer: 'Can view everything and change nothing.',
  editor: 'Can change flags, segments and overrides.',
  admin: 'Can also manage emergency overrides, environments, keys and people.',
};
