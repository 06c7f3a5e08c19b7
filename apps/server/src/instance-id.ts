import { createHmac, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Settings } from './env.ts';

/**
 * Distinguishes instances on one host, because browsers share cookies between all ports of a host. Servers of one
 * instance have the same id: they share the secret, and the public URL or else the database and its schema.
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
  // Query parameters that are part of the database's location.
  const others = PLACE_PARAMETERS.flatMap((name) => url.searchParams.getAll(name).map((value) => `?${name}=${value}`));
  const schema = DATABASE_SCHEMA === DEFAULT_SCHEMA ? '' : `#${DATABASE_SCHEMA}`;
  return addressOf(url) + others.join('') + schema;
}

/** The schema if neither a setting nor the role names another one. */
const DEFAULT_SCHEMA = 'public';

/** `options` may have a `search_path`. */
const PLACE_PARAMETERS = ['host', 'port', 'options'];

/** Without the password, which may be rotated on one server after another. */
function addressOf({ host, pathname }: URL): string {
  return host + pathname.replace(/\/+$/, '');
}
