/** A line of a list, cut into its cells. `isQuoted` cells mean what they say, whatever characters they have. */
export type Cell = { readonly text: string; readonly isQuoted: boolean };
export type CutLine = {
  readonly cells: readonly Cell[];
  readonly separators: readonly string[];
  /** A quote that nothing closes, or text behind one that is closed. */
  readonly isBroken: boolean;
};

const SEPARATORS = ',;\t';

/**
 * Cuts a line at commas, semicolons and tabs outside of quotes. A cell that begins with a quote ends with one, and has a
 * quote within as two (RFC 4180); anywhere else a quote is a character like others. One pass, whatever the line is like.
 */
export function cutLine(line: string, separators = SEPARATORS): CutLine {
  const cells: Cell[] = [];
  const found: string[] = [];
  let at = 0;
  for (;;) {
    const { cell, end, isBroken } = readCell(line, at, separators);
    if (isBroken) return { cells, separators: found, isBroken };
    cells.push(cell);
    const separator = line[end];
    if (separator === undefined) return { cells, separators: found, isBroken: false };
    found.push(separator);
    at = end + 1;
  }
}

type ReadCell = { readonly cell: Cell; readonly end: number; readonly isBroken: boolean };

function readCell(line: string, from: number, separators: string): ReadCell {
  const start = skipBlanks(line, from, separators);
  if (line[start] === '"') return readQuoted(line, start, separators);
  let end = start;
  while (end < line.length && !separators.includes(line.charAt(end))) end++;
  return { cell: { text: line.slice(start, end).trim(), isQuoted: false }, end, isBroken: false };
}

function readQuoted(line: string, start: number, separators: string): ReadCell {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = line.indexOf('"', from);
    if (quote < 0) return { cell: { text: '', isQuoted: true }, end: line.length, isBroken: true };
    const isDoubled = line[quote + 1] === '"';
    parts.push(line.slice(from, isDoubled ? quote + 1 : quote));
    from = quote + 2;
    if (isDoubled) continue;
    const end = skipBlanks(line, quote + 1, separators);
    const isBroken = end < line.length && !separators.includes(line.charAt(end));
    return { cell: { text: parts.join('').trim(), isQuoted: true }, end, isBroken };
  }
}

function skipBlanks(line: string, from: number, separators: string): number {
  let at = from;
  while (at < line.length && /\s/.test(line.charAt(at)) && !separators.includes(line.charAt(at))) at++;
  return at;
}
