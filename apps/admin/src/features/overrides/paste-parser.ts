import { isStorableText, MAX_LISTED_USERS, MAX_TARGET_LENGTH } from '@burgee/contracts';
import { type Cell, type CutLine, cutLine } from './paste-cells.ts';
import { type Header, readHeader, readInstant } from './paste-columns.ts';

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

/** A question about ambiguous lines. Without an `answer`, they are left out. */
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
 * Parses users from pasted text: ids on lines or separated by commas, semicolons or tabs; or a CSV whose header has the
 * column `userId` and optionally `reason` and `expiresAt`. Quotes allow separators inside an id.
 *
 * @param reading the chosen meaning of ambiguous lines, if any.
 * @param now in milliseconds since 1970; expiries in the past are problems.
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
  const question = header ? undefined : pasteQuestion(rows.filter(isAmbiguous), reading);
  for (const row of rows) {
    if (row.isBroken) list.report(row.line, row.text, 'quote');
    else if (header) addRow(list, row, header);
    else if (!isAmbiguous(row)) addUsers(list, row);
    else if (question?.answer) READINGS[question.answer](list, row);
  }
  return { users: list.users, problems: list.problems, ...(question && { question }) };
}

type Row = CutLine & { readonly line: number; readonly text: string };

function pasteQuestion(rows: readonly Row[], reading: Reading | undefined): PasteQuestion | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const hasTwoParts = rows.every(({ cells }) => cells.length === 2);
  const readings = hasTwoParts ? (['users', 'user', 'reason'] as const) : (['users', 'user'] as const);
  const answer = readings.find((one) => one === reading);
  return { lines: rows.length, line: first.line, text: first.text, readings, answer };
}

/** Whether a line can be read in two ways. */
function isAmbiguous({ cells, separators, isBroken }: Row): boolean {
  return !isBroken && cells.length > 1 && !isListOfIds(cells, separators);
}

/**
 * Whether a line can only be several ids. Whitespace inside a cell, or a comma between plain words, may also mean a name
 * such as "Smith, John", or a reason.
 */
function isListOfIds(cells: readonly Cell[], separators: readonly string[]): boolean {
  const unquoted = cells.filter(({ isQuoted, text }) => !isQuoted && text !== '');
  if (unquoted.some(({ text }) => /\s/.test(text))) return false;
  return !separators.includes(',') || unquoted.length < 2 || unquoted.every(({ text }) => /[^\p{L}'’-]/u.test(text));
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
  const cellText = (column: string) => cells[columns.indexOf(column as never)]?.text ?? '';
  list.add({ line, userId: cellText('userId'), reason: cellText('reason'), expiresAt: cellText('expiresAt') });
}

/** Collects users without duplicates, and the problems of the others. */
function createList(now: number) {
  const users: PastedUser[] = [];
  const problems: PasteProblem[] = [];
  const seen = new Map<string, PastedUser>();
  const report = (line: number, text: string, problem: PasteProblem['problem']) =>
    void problems.push({ line, text, problem });
  function add({ line, userId, reason = '', expiresAt = '' }: PastedUser): void {
    const end = expiresAt === '' ? '' : readInstant(expiresAt);
    const problem = userProblem(userId, reason) ?? expiryProblem(end, now);
    if (problem || end === undefined) return report(line, userId, problem ?? 'no time');
    const user = { line, userId, ...(reason && { reason }), ...(end && { expiresAt: end }) };
    const known = seen.get(userId);
    if (known) return report(line, userId, hasSameDetails(known, user) ? 'duplicate' : 'contradiction');
    if (users.length === MAX_LISTED_USERS) return report(line, userId, 'too many users');
    seen.set(userId, user);
    users.push(user);
  }
  return { users, problems, report, add };
}

function hasSameDetails(one: PastedUser, other: PastedUser): boolean {
  return one.reason === other.reason && one.expiresAt === other.expiresAt;
}

function userProblem(userId: string, reason: string): PasteProblem['problem'] | undefined {
  if (userId === '') return 'no id';
  if (userId.length > MAX_TARGET_LENGTH) return 'too long';
  if (reason.length > MAX_REASON_LENGTH) return 'reason too long';
  return [userId, reason].every(isStorableText) ? undefined : 'not storable';
}

function expiryProblem(end: string | undefined, now: number): PasteProblem['problem'] | undefined {
  if (end === undefined) return 'no time';
  return end !== '' && Date.parse(end) <= now ? 'ended' : undefined;
}
