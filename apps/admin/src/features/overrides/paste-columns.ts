import { cutLine } from './paste-cells.ts';

/** The meaning of a CSV column; `undefined` if it has none here. */
type Column = 'userId' | 'reason' | 'expiresAt' | undefined;

/** The columns and the separators in the first line of a CSV. */
export type Header = {
  readonly columns: readonly Column[];
  readonly separators: string;
  readonly unknown: readonly string[];
};

const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['userid', 'userId'],
  ['reason', 'reason'],
  ['expiresat', 'expiresAt'],
]);

/** Parses a header line; `undefined` if the line has no column `userId` and is therefore not a header. */
export function readHeader(line: string): Header | undefined {
  const { cells, separators, isBroken } = cutLine(line);
  // Spreadsheets start a file with a byte order mark.
  const names = cells.map(({ text }) => text.replace(/^\uFEFF/, ''));
  const columns = names.map((name) => COLUMNS.get(name.toLowerCase().replace(/[ _-]/g, '')));
  if (isBroken || !columns.includes('userId') || new Set(separators).size > 1) return undefined;
  const known = columns.filter((column) => column !== undefined);
  if (new Set(known).size !== known.length) return undefined;
  return {
    columns,
    separators: separators[0] ?? '',
    unknown: names.filter((name, index) => columns[index] === undefined && name !== ''),
  };
}

/** Parses a time with a zone, or in the reader's zone if it has none; `undefined` for anything else. */
export function readInstant(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/.test(text)) return undefined;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
