const BYTES = 16;

/**
 * A random id in hexadecimal digits.
 *
 * @param source the browser's `crypto`. Its `randomUUID` is missing on pages loaded over plain HTTP.
 */
export function randomId(source: Pick<Crypto, 'getRandomValues'>): string {
  return [...source.getRandomValues(new Uint8Array(BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
