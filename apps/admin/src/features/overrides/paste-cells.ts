/** One cell of a line. The text of an `isQuoted` cell is literal, even if it contains separators. */
export type Cell = { readonly text: string; readonly isQuoted: boolean };
export type CutLine = {
  readonly cells: readonly Cell[];
  readonly separators: readonly string[];
  /** Whether a quote is unclosed or followed by text after it closes. */
  readonly isBroken: boolean;
};

const SEPARATORS = ',;\t';

/**
 * Splits a line at commas, semicolons and tabs outside quotes. A cell that begins with a quote ends with one and contains
 * a quote as two (RFC 4180); elsewhere a quote is an ordinary character. Takes a single pass for any line.
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
