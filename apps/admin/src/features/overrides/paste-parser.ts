import { MAX_TARGET_LENGTH } from '@burgee/contracts';

export type PastedUser = { readonly line: number; readonly userId: string; readonly reason?: string };
export type PasteProblem = {
  readonly line: number;
  readonly text: string;
  readonly problem: 'duplicate' | 'too long' | 'reason too long';
};
export type Pasted = { readonly users: readonly PastedUser[]; readonly problems: readonly PasteProblem[] };

const MAX_REASON_LENGTH = 500;
const HEADER = /^"?user[ _-]?id"?$/i;

/**
 * Users out of what somebody pasted: one id a line, or CSV (commas, semicolons or tabs) with a reason in the second column.
 * A first line that names the columns is left out, as are empty lines. An id that comes again counts once.
 */
export function parsePaste(text: string): Pasted {
  const users: PastedUser[] = [];
  const problems: PasteProblem[] = [];
  const seen = new Set<string>();
  for (const [index, row] of text.split(/\r\n|\r|\n/).entries()) {
    const [userId = '', reason = ''] = cellsOf(row);
    if (userId === '' || (index === 0 && HEADER.test(userId))) continue;
    const line = index + 1;
    const problem = problemOf(userId, reason, seen);
    if (problem) problems.push({ line, text: userId, problem });
    else users.push({ line, userId, ...(reason && { reason }) });
    seen.add(userId);
  }
  return { users, problems };
}

function problemOf(userId: string, reason: string, seen: ReadonlySet<string>): PasteProblem['problem'] | undefined {
  if (userId.length > MAX_TARGET_LENGTH) return 'too long';
  if (seen.has(userId)) return 'duplicate';
  return reason.length > MAX_REASON_LENGTH ? 'reason too long' : undefined;
}

/** The first two cells of a row. Quotes keep separators in a cell; two of them are one. What is after the second is its text. */
function cellsOf(row: string): string[] {
  const first = /^\s*(?:"((?:[^"]|"")*)"\s*|([^,;\t]*))(?:[,;\t](.*))?$/s.exec(row);
  if (!first) return [row.trim()];
  const [, quoted, plain = '', rest = ''] = first;
  return [quoted === undefined ? plain.trim() : unquote(quoted).trim(), reasonOf(rest)];
}

function reasonOf(rest: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:[,;\t].*)?$/s.exec(rest)?.[1];
  return (quoted === undefined ? rest : unquote(quoted)).trim();
}

function unquote(text: string): string {
  return text.replaceAll('""', '"');
}
