/** The one home of how typed and pasted text becomes a list. */

/** Patterns may contain every other separator. */
export type Separators = 'all' | 'lines';

const SEPARATORS: Readonly<Record<Separators, RegExp>> = { all: /[,;\t\r\n]/, lines: /[\r\n]/ };
const QUOTED = /^"(?:[^"]|"")*"$/;

/**
 * The values of a text: split on commas, semicolons, tabs and newlines, trimmed, empty ones left out. Quotes around a value
 * keep its separators, as in CSV, and two quotes in it are one; where only lines separate, quotes are part of the value.
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
  // A quote that nothing closes is a character like any other.
  if (isQuoted) return splitValues(text.replaceAll('"', '\u0000')).map((value) => value.replaceAll('\u0000', '"'));
  return [...pieces, piece].map((value) => unquote(value.trim(), separators)).filter((value) => value !== '');
}

/** Whether a closed quote goes on: two quotes within one are a character of it. */
function isOpen(piece: string): boolean {
  return piece.trim().startsWith('"') && piece.endsWith('"');
}

function unquote(value: string, separators: Separators): string {
  return separators === 'all' && QUOTED.test(value) ? value.slice(1, -1).replaceAll('""', '"') : value;
}

/** A value in a text that `splitValues` reads as that value. */
export function quoteValue(value: string, separators: Separators = 'all'): string {
  const isPlain =
    separators === 'lines' || !(SEPARATORS.all.test(value) || value.includes('"') || value !== value.trim());
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}

export type Added = {
  /** Each once, in order. */
  readonly values: readonly string[];
  /** Those that came again, each once. */
  readonly duplicates: readonly string[];
};

/** Adds values to a list, which keeps its order. Letters of another case make another value. */
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
