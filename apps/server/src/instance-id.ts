import { createHmac, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Settings } from './env.ts';

/**
 * Tells instances on one host apart, whose cookies browsers keep together, whatever their ports. Servers of one instance
 * have the same id: they share the secret, and the public URL or else the database and its schema.
 */
export function instanceIdOf(
  settings: Pick<Settings, 'PUBLIC_URL' | 'DATABASE_URL' | 'DATABASE_SCHEMA' | 'DATA_DIR'>,
  key: KeyObject,
): string {
  return createHmac('sha256', key).update(placeOf(settings)).digest('hex').slice(0, 8);
}

function placeOf({
  PUBLIC_URL,
  DATABASE_URL,
  DATABASE_SCHEMA = DEFAULT_SCHEMA,
  DATA_DIR,
}: Parameters<typeof instanceIdOf>[0]): string {
  if (PUBLIC_URL !== undefined) return addressOf(new URL(PUBLIC_URL));
  if (DATABASE_URL === undefined) return resolve(DATA_DIR);
  const url = new URL(DATABASE_URL);
  // Parts of the place that a URL may have behind its question mark.
  const others = PLACE_PARAMETERS.flatMap((name) => url.searchParams.getAll(name).map((value) => `?${name}=${value}`));
  const schema = DATABASE_SCHEMA === DEFAULT_SCHEMA ? '' : `#${DATABASE_SCHEMA}`;
  return addressOf(url) + others.join('') + schema;
}

/** The schema if neither a setting nor the role names another one. */
const DEFAULT_SCHEMA = 'public';

/** `options` may have a `search_path`. */
const PLACE_PARAMETERS = ['host', 'port', 'options'];

/** Without a password, which may be rotated on one server after the other. */
function addressOf({ host, pathname }: URL): string {
  return host + pathname.replace(/\/+$/, '');
}
