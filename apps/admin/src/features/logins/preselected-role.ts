import { isAtLeast, type Role, type WaitingLogin } from '@burgee/contracts';

/**
 * Returns the role that the form chooses first. It is never admin: anyone can start a login that asks for it and send the link, so
 * a person must choose it.
 */
export function preselectedRole({ role, highestRole }: Pick<WaitingLogin, 'role' | 'highestRole'>): Role {
  const asked = role === 'admin' ? 'editor' : role;
  return isAtLeast(highestRole, asked) ? asked : highestRole;
}
