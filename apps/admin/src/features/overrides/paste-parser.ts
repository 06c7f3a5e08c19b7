import { isStorableText, MAX_LISTED_USERS, MAX_TARGET_LENGTH } from '@burgee/contracts';
import { cutLine, type Cell, type CutLine } from './paste-cells.ts';
import { readHeader, readInstant, type Header } from './paste-columns.ts';

export type PastedUser = {
  readonly line: number;
  readonly userId: string;
  readonly reason?: string;
  readonly expiresAt?: string;
};

export type PasteProblem = {
  readonly line: number;
  readonly text: string;
  readonly problem:
    | 'duplicate'
    | 'contradiction'
    | 'too long'
    | 'reason too long'
    | 'not storable'
    | 'quote'
    | 'too many cells'
    | 'no id'
    | 'no time'
    | 'ended'
    | 'unknown column'
    | 'too many users';
};

/** The meaning of a line with separators, in a list without a header. */
export type Reading = 'users' | 'user' | 'reason';

/** Lines that could mean two things. Without an `answer` they are left out. */
export type PasteQuestion = {
  readonly lines: number;
  readonly line: number;
  readonly text: string;
  readonly readings: readonly Reading[];
  readonly answer: Reading | undefined;
};

export type Pasted = {
  readonly users: readonly PastedUser[];
  readonly problems: readonly PasteProblem[];
  readonly question?: PasteQuestion;
};

const MAX_REASON_LENGTH = 500;

/**
 * Users out of pasted text: ids on lines or separated by commas, semicolons or tabs; or a CSV whose first line names the
 * column `userId`, and `reason` and `expiresAt` as far as there are such. Quotes keep a separator within an id.
 *
 * @param reading what lines mean that could mean two things, once somebody has said so.
 * @param now in milliseconds since 1970: ends before it are problems.
 */
export function parsePaste(text: string, { reading, now }: { reading: Reading | undefined; now: number }): Pasted {
  const lines = text.split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const header = first < 0 ? undefined : readHeader(lines[first] ?? '');
  const list = createList(now);
  for (const unknown of header?.unknown ?? []) list.report(first + 1, unknown, 'unknown column');
  const rows = lines.flatMap((row, index) => {
    if (row.trim() === '' || (header && index === first)) return [];
    return [{ line: index + 1, text: row.trim(), ...cutLine(row, header?.separators) }];
  });
  const question = header ? undefined : questionOf(rows.filter(isOpen), reading);
  for (const row of rows) {
    if (row.isBroken) list.report(row.line, row.text, 'quote');
    else if (header) addRow(list, row, header);
    else if (!isOpen(row)) addUsers(list, row);
    else if (question?.answer) READINGS[question.answer](list, row);
  }
  return { users: list.users, problems: list.problems, ...(question && { question }) };
}

type Row = CutLine & { readonly line: number; readonly text: string };

function questionOf(rows: readonly Row[], reading: Reading | undefined): PasteQuestion | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const hasTwoParts = rows.every(({ cells }) => cells.length === 2);
  const readings = hasTwoParts ? (['users', 'user', 'reason'] as const) : (['users', 'user'] as const);
  const answer = readings.find((one) => one === reading);
  return { lines: rows.length, line: first.line, text: first.text, readings, answer };
}

/** Whether a line could mean two things. */
function isOpen({ cells, separators, isBroken }: Row): boolean {
  return !isBroken && cells.length > 1 && !isPlain(cells, separators);
}

/**
 * Whether a line can be nothing but several ids. White space within a cell, or after a comma between words alone, may as
 * well be a name such as "Smith, John", or a reason.
 */
function isPlain(cells: readonly Cell[], separators: readonly string[]): boolean {
  const open = cells.filter(({ isQuoted, text }) => !isQuoted && text !== '');
  if (open.some(({ text }) => /\s/.test(text))) return false;
  return !separators.includes(',') || open.length < 2 || open.every(({ text }) => /[^\p{L}'’-]/u.test(text));
}

type List = ReturnType<typeof createList>;

const READINGS: Record<Reading, (list: List, row: Row) => void> = {
  users: addUsers,
  user: (list, { line, text }) => list.add({ line, userId: text }),
  reason: (list, { line, cells }) => list.add({ line, userId: cells[0]?.text ?? '', reason: cells[1]?.text ?? '' }),
};

function addUsers(list: List, { line, cells }: Row): void {
  for (const { text } of cells) if (text !== '') list.add({ line, userId: text });
}

function addRow(list: List, { line, cells, text }: Row, { columns }: Header): void {
  if (cells.length > columns.length) {
    return list.report(line, text, 'too many cells');
  }
  const cellOf = (column: string) => cells[columns.indexOf(column as never)]?.text ?? '';
  list.add({ line, userId: cellOf('userId'), reason: cellOf('reason'), expiresAt: cellOf('expiresAt') });
}

/** Takes users one after the other, each of them once, and notes what is wrong with the others. */
function createList(now: number) {
  const users: PastedUser[] = [];
  const problems: PasteProblem[] = [];
  const seen = new Map<string, PastedUser>();
  const report = (line: number, text: string, problem: PasteProblem['problem']) =>
    void problems.push({ line, text, problem });
  function add({ line, userId, reason = '', expiresAt = '' }: PastedUser): void {
    const end = expiresAt === '' ? '' : readInstant(expiresAt);
    const problem = problemOf(userId, reason) ?? problemOfEnd(end, now);
    if (problem || end === undefined) return report(line, userId, problem ?? 'no time');
    const user = { line, userId, ...(reason && { reason }), ...(end && { expiresAt: end }) };
    const known = seen.get(userId);
    if (known) return report(line, userId, isSame(known, user) ? 'duplicate' : 'contradiction');
    if (users.length === MAX_LISTED_USERS) return report(line, userId, 'too many users');
    seen.set(userId, user);
    users.push(user);
  }
  return { users, problems, report, add };
}

function isSame(one: PastedUser, other: PastedUser): boolean {
  return one.reason === other.reason && one.expiresAt === other.expiresAt;
}

function problemOf(userId: string, reason: string): PasteProblem['problem'] | undefined {
  if (userId === '') return 'no id';
  if (userId.length > MAX_TARGET_LENGTH) return 'too long';
  if (reason.length > MAX_REASON_LENGTH) return 'reason too long';
  return [userId, reason].every(isStorableText) ? undefined : 'not storable';
}

function problemOfEnd(end: string | undefined, now: number): PasteProblem['problem'] | undefined {
  if (end === undefined) return 'no time';
  return end !== '' && Date.parse(end) <= now ? 'ended' : undefined;
}
