/** Sorts by code units, which do not depend on a language. No two of the texts are equal. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : 1;
}
