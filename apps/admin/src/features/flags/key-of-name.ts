const MAX_LENGTH = 100;

/** Suggests a key for a name: `new-checkout-2027` for "New checkout (2027)". Keeps letters of any script. */
export function keyOfName(name: string): string {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      // A key must not contain invisible characters.
      .replace(/['’\p{Default_Ignorable_Code_Point}]/gu, '')
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replace(/^[-\p{M}]+|-+$/gu, '')
      .slice(0, MAX_LENGTH)
  );
}
