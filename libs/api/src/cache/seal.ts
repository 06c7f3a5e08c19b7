import { hash } from 'node:crypto';

/**
 * Prefixes a text for a networked cache with a digest of its key and content: otherwise a corrupted byte would change
 * the value, and a corrupted length would match answers with the wrong requests.
 */
export function seal(key: string, text: string): string {
  return digestOf(key, text) + text;
}

/** Returns `undefined` for a text that was not sealed under this key. */
export function unseal(key: string, sealed: string | null | undefined): string | undefined {
  if (!sealed) return undefined;
  const text = sealed.slice(DIGEST_LENGTH);
  return sealed.startsWith(digestOf(key, text)) ? text : undefined;
}

const DIGEST_LENGTH = 64;

function digestOf(key: string, text: string): string {
  return hash('sha256', `${key.length}:${key}${text}`);
}
