import { DriverException, ValidationError } from '@mikro-orm/core';

/** Fields of PostgreSQL errors that name parts of the schema and never contain values. */
const NAMES = ['schema', 'table', 'column', 'constraint', 'dataType', 'routine'] as const;
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** A database error without values. The names, the operation and the stack identify the statement. */
class DatabaseFailure extends Error {
  readonly code: string | undefined;
  constructor(code: string | undefined, names: readonly string[]) {
    super(`the database refused a statement (${[code ?? 'before it was sent', ...names].join(', ')})`);
    this.name = 'DatabaseFailure';
    this.code = code;
  }
}

/**
 * Returns an error that can be logged (A18). MikroORM's messages contain the SQL with its values, PostgreSQL's contain the row,
 * and PGlite adds the query and its parameters. Errors from outside the database are returned unchanged.
 */
export function redactValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = error as Error & Readonly<Record<string, unknown>>;
  const code = typeof fields['code'] === 'string' && SQL_STATE.test(fields['code']) ? fields['code'] : undefined;
  if (code === undefined && !(error instanceof DriverException) && !(error instanceof ValidationError)) return error;
  const names = NAMES.flatMap((name) => (typeof fields[name] === 'string' ? [`${name} "${fields[name]}"`] : []));
  return new DatabaseFailure(code, names);
}
