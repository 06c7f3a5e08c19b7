import { DomainError } from '@burgee/contracts';
import { describeFailure } from './describe-failure.ts';
import { redactValues } from './redact-values.ts';

/** How long a caller should wait before it retries, in seconds. */
const RETRY_AFTER_SEC = 2;

/**
 * Node's and OpenSSL's codes for a peer that is unreachable or sends unreadable data: `ECONNRESET`, `EAI_AGAIN`,
 * `ERR_SSL_BAD_RECORD_TYPE`, `CERT_HAS_EXPIRED`.
 */
const SOCKET_CODE = /^(E[A-Z]{3,}|EAI_[A-Z]+|(ERR_)?(SSL|TLS|CERT)_[A-Z_]+)$/;
/**
 * The classes of PostgreSQL's codes which mean that this connection cannot do the work now: connection exceptions (08),
 * rejected authorization (28), no space or no connections (53), an unsuitable state (55), operator intervention or a timeout
 * (57), a system error (58). Single codes of other classes: a read-only server (25006), a transaction that took too long
 * (25P03, 25P04), a database that does not exist (3D000), and tables of ours that we may not use (42501).
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATE = /^((08|28|53|55|57|58)[0-9A-Z]{3}|25006|25P03|25P04|3D000|42501)$/;
/** Messages of `pg` and its pool for errors without a code. */
const UNAVAILABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|connection error and is not queryable|Client was closed and is not queryable|Cannot use a pool after/;

/** The peer of a connection sent unreadable data or disconnected. The connection must not be used again. */
export class BrokenConnection extends Error {
  readonly code = 'EBROKEN';
}

/** Whether `error` means that the database is unreachable or cannot do the work now, and not that the statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DomainError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (SOCKET_CODE.test(code) || SQL_STATE.test(code))) return true;
  if (endsConnection(error) || UNAVAILABLE_MESSAGES.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  return isUnavailable(error.cause);
}

/** PostgreSQL ends a connection after any error of these severities. */
function endsConnection(error: Error): boolean {
  return 'severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC');
}

/**
 * Values that JavaScript has and PostgreSQL cannot store, by the code of PostgreSQL's error: in text (22021) or inside JSON.
 * Source: https://www.postgresql.org/docs/current/datatype-json.html
 */
const TEXT_PROBLEM = 'text with a NUL character or an unpaired surrogate cannot be stored';
const UNSTORABLE = new Map([
  ['22021', TEXT_PROBLEM],
  ['22P05', TEXT_PROBLEM],
  ['22P02', TEXT_PROBLEM],
  ['22008', 'a time must be between the years 1 and 9999'],
]);

/**
 * For MikroORM's `onQuery`. MikroORM writes values into the SQL itself, where a NUL breaks the protocol: PostgreSQL would
 * report a connection failure.
 */
export function refuseNul(sql: string, values: readonly unknown[]): string {
  if (values.flat().some((value) => typeof value === 'string' && value.includes('\0'))) {
    throw Object.assign(new Error('text with a NUL character'), { code: '22021' });
  }
  return sql;
}

/** Returns why a value cannot be stored; `undefined` if `error` has another reason. */
function unstorableValueError(error: unknown): DomainError | undefined {
  const message = error instanceof Error && 'code' in error ? UNSTORABLE.get(String(error.code)) : undefined;
  return message === undefined ? undefined : validationFailure(message);
}

function validationFailure(message: string): DomainError {
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: '', message }] });
}

/** For callers that detect such text before the database does. */
export function unstorableTextError(): DomainError {
  return validationFailure(TEXT_PROBLEM);
}

/** @param reason for the log: an error of the driver, or text. */
export function databaseUnavailable(reason?: unknown): DomainError {
  const failure = { code: 'DATABASE_UNAVAILABLE', retryAfterSec: RETRY_AFTER_SEC } as const;
  return new DomainError(failure, reason === undefined ? {} : { cause: new Error(describeFailure(reason)) });
}

/** The deadline of a piece of work, which the work can check and extend. */
export type Deadline = {
  /** Whether the caller has already been told that the work failed. */
  readonly isTooLate: () => boolean;
  /**
   * Restarts the timer: long work is not stuck as long as the database responds step by step.
   *
   * @throws DomainError DATABASE_UNAVAILABLE if the caller has already been told that it failed.
   */
  readonly renew: () => void;
};

/**
 * Returns the result of `work`. Fails with `DATABASE_UNAVAILABLE` if the database is unreachable or does not respond within
 * `deadlineMs`, and with `VALIDATION_FAILED` if it received a value that it cannot store.
 *
 * @param late creates the failure of work that misses its deadline.
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
    throw unstorableValueError(error) ?? redactValues(error);
  } finally {
    clearTimeout(timer);
  }
}
