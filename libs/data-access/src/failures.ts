import { DomainError } from '@burgee/contracts';
import { reasonOf } from './reason.ts';
import { withoutValues } from './without-values.ts';

/** How long a caller should wait before asking again, in seconds. */
const RETRY_AFTER_SEC = 2;

/**
 * Node's and OpenSSL's codes for a peer that is not there, or not to be understood: `ECONNRESET`, `EAI_AGAIN`,
 * `ERR_SSL_BAD_RECORD_TYPE`, `CERT_HAS_EXPIRED`.
 */
const SOCKET_CODE = /^(E[A-Z]{3,}|EAI_[A-Z]+|(ERR_)?(SSL|TLS|CERT)_[A-Z_]+)$/;
/**
 * The classes of PostgreSQL's codes which mean that this connection cannot do the work now: connection exceptions (08), a
 * refused sign-in (28), no room or no connections (53), a state that does not permit it (55), an operator or a timeout (57),
 * the machine (58). Of other classes: a server that is read-only (25006), a transaction that took too long (25P03, 25P04), a
 * database that is not there (3D000), and tables of ours that we may not use (42501).
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATE = /^((08|28|53|55|57|58)[0-9A-Z]{3}|25006|25P03|25P04|3D000|42501)$/;
/** The messages of `pg` and its pool that have no code. */
const MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|connection error and is not queryable|Client was closed and is not queryable|Cannot use a pool after/;

/** A connection whose peer sent what nobody can read, or broke off: it must not be used again. */
export class BrokenConnection extends Error {
  readonly code = 'EBROKEN';
}

/** Whether `error` means that the database cannot be reached, or cannot do the work now, rather than that the statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DomainError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (SOCKET_CODE.test(code) || SQL_STATE.test(code))) return true;
  if (endsConnection(error) || MESSAGES.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  return isUnavailable(error.cause);
}

/** PostgreSQL ends a connection after an error of these severities, whatever its code. */
function endsConnection(error: Error): boolean {
  return 'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');
}

/**
 * What JavaScript has and PostgreSQL has not, by the code of its refusal; in a text (22021) or inside of JSON.
 * Source: https://www.postgresql.org/docs/current/datatype-json.html
 */
const TEXT_PROBLEM = 'a text with a NUL character or half a surrogate pair cannot be stored';
const UNSTORABLE = new Map([
  ['22021', TEXT_PROBLEM],
  ['22P05', TEXT_PROBLEM],
  ['22P02', TEXT_PROBLEM],
  ['22008', 'a time must be in the years 1 to 9999'],
]);

/**
 * For MikroORM's `onQuery`. It writes values into the SQL itself, where a NUL breaks the protocol: PostgreSQL would answer
 * as it does when a connection fails.
 */
export function refuseNul(sql: string, values: readonly unknown[]): string {
  if (values.flat().some((value) => typeof value === 'string' && value.includes('\0'))) {
    throw Object.assign(new Error('a text with a NUL character'), { code: '22021' });
  }
  return sql;
}

/** Why a value cannot be stored; `undefined` where that is not what went wrong. */
function unstorable(error: unknown): DomainError | undefined {
  const message = error instanceof Error && 'code' in error ? UNSTORABLE.get(String(error.code)) : undefined;
  return message === undefined ? undefined : refusal(message);
}

function refusal(message: string): DomainError {
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: '', message }] });
}

/** For who finds out before the database does. */
export function textUnstorable(): DomainError {
  return refusal(TEXT_PROBLEM);
}

/** @param reason for the log: an error of the driver, or a text. */
export function databaseUnavailable(reason?: unknown): DomainError {
  const failure = { code: 'DATABASE_UNAVAILABLE', retryAfterSec: RETRY_AFTER_SEC } as const;
  return new DomainError(failure, reason === undefined ? {} : { cause: new Error(reasonOf(reason)) });
}

/** The deadline of a piece of work, which the work can see and push back. */
export type Deadline = {
  /** Whether the caller has already been told that the work failed. */
  readonly isTooLate: () => boolean;
  /**
   * Starts the time again: long work that the database answers step by step is not stuck.
   *
   * @throws DomainError DATABASE_UNAVAILABLE if the caller has already been told that it failed.
   */
  readonly renew: () => void;
};

/**
 * Returns the result of `work`, or fails with `DATABASE_UNAVAILABLE` if the database is away or does not answer within
 * `deadlineMs`, or with `VALIDATION_FAILED` if it was given a value that it cannot store.
 *
 * @param late the failure of work that is not done by then.
 */
export async function withinDeadline<T>(
  deadlineMs: number,
  work: (deadline: Deadline) => Promise<T>,
  late = () => databaseUnavailable(`no answer within ${deadlineMs} ms`),
): Promise<T> {
  let isTooLate = false;
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    isTooLate = true;
    reject(late());
  }, deadlineMs);
  const renew = () => {
    if (isTooLate) throw databaseUnavailable();
    timer.refresh();
  };
  try {
    return await Promise.race([work({ isTooLate: () => isTooLate, renew }), over]);
  } catch (error) {
    if (isUnavailable(error)) throw databaseUnavailable(error);
    throw unstorable(error) ?? withoutValues(error);
  } finally {
    clearTimeout(timer);
  }
}
