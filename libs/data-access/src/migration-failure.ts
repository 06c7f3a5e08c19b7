/** The reason why the tables are not up to date, for logs and `/readyz`. It contains no values. */
export type MigrationFailure = {
  /** The statement that failed, shortened. */
  readonly statement: string;
  /** PostgreSQL's message and code. */
  readonly problem: string;
  /** The missing privilege or state; `undefined` if that is not the reason. */
  readonly needs?: string;
  /** SQL that provides it, for a database administrator. */
  readonly remedy?: string;
};

/** A remedy for a failed migration. */
export type Need = Pick<MigrationFailure, 'needs' | 'remedy'>;

/** PostgreSQL rejected a statement of a migration. Nothing of that migration was applied. */
export class MigrationFailed extends Error {
  readonly failure: MigrationFailure;
  constructor(failure: MigrationFailure) {
    const { problem, needs, remedy, statement } = failure;
    const parts = [problem, needs, remedy && `run: ${remedy}`, `statement: ${statement}`];
    super(`a migration cannot be applied: ${parts.filter(Boolean).join('; ')}`);
    this.name = 'MigrationFailed';
    this.failure = failure;
  }
}

type Refusal = Error & { readonly code: string; readonly where?: string };

/** Returns whether PostgreSQL rejected a statement and kept the connection open, unlike when it is unavailable. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR' && 'code' in error;
}

/** @param statement the last statement that was issued. */
export function migrationFailed({ message, code, where }: Refusal, statement: string, need: Need): MigrationFailed {
  // Messages of class 22 (data exceptions) end with the value.
  const text = code.startsWith('22') ? message.replace(/: ".*"$/s, '') : message;
  const [line] = text.split('\n');
  // Set if the statement failed inside a PL/pgSQL block.
  const inner = /^SQL statement "(.*?)"$/ms.exec(where ?? '')?.[1];
  return new MigrationFailed({ statement: shorten(inner ?? statement), problem: `${line} (${code})`, ...need });
}

const MAX_STATEMENT = 200;

function shorten(sql: string): string {
  const text = sql
    .replace(/'(?:[^']|'')*'/g, "'…'")
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > MAX_STATEMENT ? `${text.slice(0, MAX_STATEMENT)}…` : text;
}
