import type { Bench, Result } from './bench.ts';

export function asTable(results: readonly Result[]): string {
  const rows = results.map(reportCells);
  const header = ['benchmark', 'value', 'floor', 'ratio', 'limit', ''];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const lines = [header, ...rows].map((cells) =>
    cells
      .map((cell, column) => pad(cell, widths[column] as number, column))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0], '-'.repeat((lines[0] as string).length), ...lines.slice(1)].join('\n');
}

/** Aligns figures to the right and words to the left. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width);
}

function reportCells({ bench, value, floor, ratio, isWithinLimit }: Result): string[] {
  return [
    `${bench.title} / ${bench.floorTitle}`,
    `${rounded(value)} ${bench.unit}`,
    `${rounded(floor)} ${bench.unit}`,
    `${rounded(ratio)} x`,
    limitText(bench),
    isWithinLimit ? 'pass' : 'FAIL',
  ];
}

function limitText({ limit, unit }: Bench): string {
  const suffix = limit.of === 'ratio' ? 'x' : unit;
  return 'atMost' in limit ? `<= ${limit.atMost} ${suffix}` : `>= ${limit.atLeast} ${suffix}`;
}

/** The measurements have at most three significant digits. */
function rounded(number: number): string {
  return number >= 100 ? Math.round(number).toLocaleString('en') : number.toPrecision(3);
}

export function asJson(results: readonly Result[]): string {
  const rows = results.map(({ bench: { name, unit, limit }, value, floor, ratio, isWithinLimit }) => {
    return { name, unit, value, floor, ratio, limit, isWithinLimit };
  });
  return JSON.stringify(rows, null, 2);
}
