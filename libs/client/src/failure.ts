import type { AppRouter } from '@burgee/api-types';
import { DAY_MS } from '@burgee/contracts';
import { isTRPCClientError } from '@trpc/client';

/** A failed request, and the server's conditions for a retry. */
export type ClientFailure = {
  readonly message: string;
  /** The HTTP status, if there was one. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
};

const MAX_RETRY_AFTER_MS = DAY_MS;

/** @param response used if the error does not contain one. @param now used if `Retry-After` is a date. */
export function toClientFailure(error: unknown, now: number, response?: Response): ClientFailure {
  if (!isTRPCClientError<AppRouter>(error)) return { message: errorMessage(error), status: response?.status };
  const { failure, httpStatus } = error.data ?? {};
  const answer = response ?? (error.meta?.['response'] as Response | undefined);
  const requiredMs = failure && 'retryAfterSec' in failure ? failure.retryAfterSec * 1000 : undefined;
  const retryAfterMs = requiredMs ?? parseRetryAfter(answer?.headers, now);
  return {
    message: error.message,
    status: httpStatus ?? (answer?.ok ? undefined : answer?.status),
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) }),
  };
}

/**
 * Parses seconds or an HTTP date (RFC 9110). Ignores any other text and instants in the past. Compares a date with the
 * `Date` header if there is one, because this device's clock may be hours off.
 */
function parseRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.get('Retry-After')?.trim() ?? '';
  const ms = /^\d+$/.test(text)
    ? Number(text) * 1000
    : (parseHttpDate(text) ?? NaN) - (parseHttpDate(headers?.get('Date')) ?? now);
  return ms > 0 ? ms : undefined;
}

function parseHttpDate(text: string | null | undefined): number | undefined {
  // `Date.parse` accepts almost anything, such as "1.5".
  return text?.endsWith('GMT') ? Date.parse(text) : undefined;
}

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
