import { DomainError } from '@burgee/contracts';

/** How long a caller should wait before asking again, in seconds. */
const RETRY_AFTER_SEC = 2;

/** Node's names for a peer that is not there. */
const SOCKET_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
];
/**
 * PostgreSQL's: connection exceptions (08), out of connections (53300), shutting down or starting (57P), cancelled by a
 * timeout (57014, 55P03, 25P03). Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES = /^(08...|53300|57P0.|57014|55P03|25P03)$/;
/** What `pg` and its pool say without a code. */
const MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|Client was closed and is not queryable|Cannot use a pool after/;

/** Whether `error` means that the database cannot be reached, or does not answer, rather than that we asked wrongly. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (SOCKET_CODES.includes(code) || SQL_STATES.test(code) || MESSAGES.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  return isUnavailable(error.cause);
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

export function databaseUnavailable(): DomainError {
  return new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: RETRY_AFTER_SEC });
}

/** Says whether whoever asked for a piece of work was told meanwhile that it failed. */
export type IsTooLate = () => boolean;

/**
 * Gives what `work` gives, or `DATABASE_UNAVAILABLE` where the database is away or does not answer within `deadlineMs`,
 * or `VALIDATION_FAILED` where it was given a value that it cannot store.
 */
export async function withinDeadline<T>(deadlineMs: number, work: (isTooLate: IsTooLate) => Promise<T>): Promise<T> {
  let isTooLate = false;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isTooLate = true;
      reject(databaseUnavailable());
    }, deadlineMs);
  });
  try {
    return await Promise.race([work(() => isTooLate), deadline]);
  } catch (error) {
    if (isUnavailable(error)) throw databaseUnavailable();
    throw unstorable(error) ?? error;
  } finally {
    clearTimeout(timer);
  }
}
