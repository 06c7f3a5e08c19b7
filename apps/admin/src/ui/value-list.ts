/** Only this module splits typed and pasted text into lists. */

/** `lines` is for patterns, which may contain every other separator. */
export type Separators = 'all' | 'lines';

const SEPARATORS: Readonly<Record<Separators, RegExp>> = { all: /[,;\t\r\n]/, lines: /[\r\n]/ };
const QUOTED = /^"(?:[^"]|"")*"$/;

/**
 * Splits text on commas, semicolons, tabs and newlines, trims the values and omits empty ones. Quotes around a value keep
 * its separators, as in CSV, and two quotes in it stand for one; with `lines`, quotes are part of the value.
 */
export function splitValues(text: string, separators: Separators = 'all'): string[] {
  const pieces: string[] = [];
  let piece = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"' && separators === 'all') isQuoted = isQuoted ? false : piece.trim() === '' || isOpen(piece);
    if (!isQuoted && SEPARATORS[separators].test(character)) {
      pieces.push(piece);
      piece = '';
    } else piece += character;
  }
  // An unclosed quote is an ordinary character.
  if (isQuoted) return splitValues(text.replaceAll('"', '\u0000')).map((value) => value.replaceAll('\u0000', '"'));
  return [...pieces, piece].map((value) => unquote(value.trim(), separators)).filter((value) => value !== '');
}

/** Whether a quoted piece continues after a closing quote: a doubled quote stands for one character. */
function isOpen(piece: string): boolean {
  return piece.trim().startsWith('"') && piece.endsWith('"');
}

function unquote(value: string, separators: Separators): string {
  return separators === 'all' && QUOTED.test(value) ? value.slice(1, -1).replaceAll('""', '"') : value;
}

/** Quotes a value so that `splitValues` reads it back unchanged. */
export function quoteValue(value: string, separators: Separators = 'all'): string {
  const isPlain =
    separators === 'lines' || !(SEPARATORS.all.test(value) || value.includes('"') || value !== value.trim());
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}

export type Added = {
  /** Without duplicates, in order. */
  readonly values: readonly string[];
  /** The skipped duplicates, each once. */
  readonly duplicates: readonly string[];
};

/** Appends values to a list. Values that differ only by case are different. */
export function addValues(before: readonly string[], more: readonly string[]): Added {
  const seen = new Set(before);
  const duplicates = new Set<string>();
  const values = [...before];
  for (const value of more) {
    if (seen.has(value)) duplicates.add(value);
    else values.push(value);
    seen.add(value);
  }
  return { values, duplicates: [...duplicates] };
}
