/**
 * A text without its case: two texts that differ in case alone have the same one. Unicode's full case folding, where `ß`
 * is `ss` and every sigma is `σ`, and where the dotless `ı` is `i` as well, as `I` is.
 *
 * Each code point is folded for itself, whatever stands beside it. Therefore whatever one text contains, begins or ends
 * with is still there after both were folded (law 10). `toLowerCase` alone gives a sigma at the end of a word another
 * form, and has no effect on letters such as `ı` and `ſ`, whose capitals are those of other letters.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return isAscii(lower) ? lower : lower.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
