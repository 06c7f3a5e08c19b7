import { visibleText } from '../visible-text.ts';

/** Aligns rows under their headings, two spaces apart. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[], bold: boolean): string {
  const lines = [headings, ...rows].map((cells) => cells.map(visibleText));
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => widthOf(cells[column] ?? ''))));
  const aligned = lines.map((cells) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...rest] = aligned;
  return [bold ? `\u001b[1m${first}\u001b[22m` : first, ...rest].join('\n');
}

/** A name and a value per line. */
export function formatFields(fields: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...fields.map(([name]) => widthOf(name)));
  return fields.map(([name, value]) => `${pad(name, width)}  ${visibleText(value)}`.trimEnd()).join('\n');
}

function widthOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
