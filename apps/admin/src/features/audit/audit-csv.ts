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
  'before',
  'after',
  'id',
] as const satisfies readonly (keyof AuditEntry)[];

/** One line for each entry, as RFC 4180 has it; with a mark for Excel that it is UTF-8. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(','));
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: AuditEntry[keyof AuditEntry]): string {
  if (value === null) return '';
  const text = withoutFormula(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run what begins like a formula, and the user ids and reasons in here come from anybody.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
