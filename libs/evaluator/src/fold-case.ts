/**
 * Folds the case of a text, so that two texts that differ only in case become equal. Uses Unicode's full case folding, which
 * maps `ß` to `ss` and every sigma to `σ`, and also maps the dotless `ı` to `i`, like `I`.
 *
 * Each code point is folded independently of its neighbors. Therefore, if a text contains, starts with or ends with another
 * one, it still does after both are folded (law 10). `toLowerCase` alone changes a sigma at the end of a word to another
 * form, and does not change letters such as `ı` and `ſ`, whose capitals are those of other letters.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return isAscii(lower) ? lower : lower.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
