import { DriverException, ValidationError } from '@mikro-orm/core';

/** Fields of an error of PostgreSQL that name parts of the schema, and never have a value. */
const NAMES = ['schema', 'table', 'column', 'constraint', 'dataType', 'routine'] as const;
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** What an error of the database may say: which statement it was is found by the names, the operation and the stack. */
class DatabaseFailure extends Error {
  readonly code: string | undefined;
  constructor(code: string | undefined, names: readonly string[]) {
    super(`the database refused a statement (${[code ?? 'before it was sent', ...names].join(', ')})`);
    this.name = 'DatabaseFailure';
    this.code = code;
  }
}

/**
 * An error that can be logged (A18). Messages of MikroORM have the whole SQL with its values, those of PostgreSQL have the
 * row, and PGlite adds the query and its parameters. Errors that are not of the database are returned as they are.
 */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = error as Error & Readonly<Record<string, unknown>>;
  const code = typeof fields['code'] === 'string' && SQL_STATE.test(fields['code']) ? fields['code'] : undefined;
  if (code === undefined && !(error instanceof DriverException) && !(error instanceof ValidationError)) return error;
  const names = NAMES.flatMap((name) => (typeof fields[name] === 'string' ? [`${name} "${fields[name]}"`] : []));
  return new DatabaseFailure(code, names);
}
