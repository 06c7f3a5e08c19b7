import { hash } from 'node:crypto';

/**
 * A text for a cache on a network, with a digest of its key and itself: a byte that changed on the way would be another
 * value, and one that changed in a length lets an answer be read as that to another question.
 */
export function seal(key: string, text: string): string {
  return digestOf(key, text) + text;
}

/** `undefined` for a text that was not sealed under this key. */
export function unseal(key: string, sealed: string | null | undefined): string | undefined {
  if (!sealed) return undefined;
  const text = sealed.slice(DIGEST_LENGTH);
  return sealed.startsWith(digestOf(key, text)) ? text : undefined;
}

const DIGEST_LENGTH = 64;

function digestOf(key: string, text: string): string {
  return hash('sha256', `${key.length}:${key}${text}`);
}
