/**
 * The entry of a flag. Keys are stored in Unicode's normalization form C; source code may contain a key in another form that
 * looks the same.
 */
export function findByKey<T>(flags: { get(key: string): T | undefined }, key: string): T | undefined {
  return flags.get(key) ?? (typeof key === 'string' ? flags.get(key.normalize('NFC')) : undefined);
}
