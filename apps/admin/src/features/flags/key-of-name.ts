const MAX_LENGTH = 100;

/** A key that a name suggests: "New checkout (2027)" gives `new-checkout-2027`. Letters of any script stay. */
export function keyOfName(name: string): string {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      // A key has no character that cannot be seen.
      .replace(/['’\p{Default_Ignorable_Code_Point}]/gu, '')
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replace(/^[-\p{M}]+|-+$/gu, '')
      .slice(0, MAX_LENGTH)
  );
}
