import type { World } from '../world.ts';
import { formatCell } from './cell.ts';
import { cellOf, columnsFor, isListed } from './columns.ts';
import { formatFields, formatTable } from './table.ts';

type Row = Readonly<Record<string, unknown>>;
type Pagination = { readonly page: number; readonly pageSize: number; readonly total: number };

/** Prints an answer of the API for a person: a list as a table, anything else a field per line. */
export function printAnswer(answer: unknown, world: Pick<World, 'print' | 'complain' | 'terminal'>): void {
  const items = itemsOf(answer);
  if (items) world.print(formatRows(items, world));
  else if (isObject(answer)) world.print(formatObject(answer));
  else world.print(answer === null ? 'None.' : formatCell(answer));
  if (isObject(answer) && isObject(answer['pagination'])) reportPage(answer['pagination'] as Pagination, world);
}

/** Prints the result of a change: a thing that can be listed as in its list, and a new secret below it. */
export function printChanged(answer: unknown, world: Pick<World, 'print' | 'complain' | 'terminal'>): void {
  if (!isObject(answer)) return printAnswer(answer, world);
  if (isListed(answer)) return world.print(formatRows([answer], world));
  const things = Object.values(answer).filter((value) => isObject(value) && isListed(value)) as Row[];
  if (things.length === 0) return printAnswer(answer, world);
  const others = Object.entries(answer).filter(([, value]) => !things.includes(value as Row));
  world.print(`${formatRows(things, world)}\n\n${formatObject(Object.fromEntries(others))}`);
}

function itemsOf(answer: unknown): readonly Row[] | undefined {
  const items = Array.isArray(answer) ? (answer as unknown[]) : isObject(answer) ? answer['items'] : undefined;
  return Array.isArray(items) && items.every(isObject) ? items : undefined;
}

function formatRows(rows: readonly Row[], { terminal }: Pick<World, 'terminal'>): string {
  const [first] = rows;
  if (!first) return 'None.';
  const columns = columnsFor(first);
  const cells = rows.map((row) => columns.map((column) => cellOf(row, column)));
  return formatTable(
    columns.map(([heading]) => heading),
    cells,
    terminal.hasColors,
  );
}

function formatObject(answer: Row): string {
  const fields = Object.entries(answer).filter(([name, value]) => !isEmptyBroken(name, value));
  return fields.length === 0 ? 'Done.' : formatFields(fields.map(([name, value]) => [name, formatCell(value)]));
}

/** Healthy things have an empty list of broken fields. */
function isEmptyBroken(name: string, value: unknown): boolean {
  return name === 'broken' && Array.isArray(value) && value.length === 0;
}

function reportPage({ page, pageSize, total }: Pagination, { complain }: Pick<World, 'complain'>): void {
  const pages = Math.ceil(total / pageSize);
  if (page < pages) complain(`Page ${page} of ${pages}, ${total} in total. Next: --page ${page + 1}`);
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
