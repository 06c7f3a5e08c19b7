import type { AuditEntry } from '@burgee/contracts';

const COLUMNS = [
  'number',
  'at',
  'actor',
  'action',
  'subject',
  'key',
  'environment',
  'version',
  'overrideType',
  'target',
  'reason',
  'via',
  'client',
  'before',
  'after',
  'id',
] as const satisfies readonly (keyof AuditEntry)[];

/** One line per entry, in the format of RFC 4180, with a byte order mark so that Excel reads it as UTF-8. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map((entry) => COLUMNS.map((column) => csvCell(entry[column])).join(','));
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function csvCell(value: AuditEntry[keyof AuditEntry]): string {
  if (value === null) return '';
  const text = withoutFormula(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run text that begins like a formula, and user ids and reasons can come from anyone.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
