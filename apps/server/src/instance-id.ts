import { createHmac, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Settings } from './env.ts';

/**
 * Tells instances on one host apart, whose cookies browsers keep together, whatever their ports. Servers of one instance
 * have the same id: they share the secret, and the public URL or else the database.
 */
export function instanceIdOf(
  { PUBLIC_URL, DATABASE_URL, DATA_DIR }: Pick<Settings, 'PUBLIC_URL' | 'DATABASE_URL' | 'DATA_DIR'>,
  key: KeyObject,
): string {
  return createHmac('sha256', key)
    .update(placeOf(PUBLIC_URL) ?? placeOf(DATABASE_URL) ?? resolve(DATA_DIR))
    .digest('hex')
    .slice(0, 8);
}

/** Without a password, which may be rotated on one server after the other. */
function placeOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { host, pathname } = new URL(url);
  return host + pathname.replace(/\/+$/, '');
}
