import type { AppRouter } from '@burgee/api-types';
import { isTRPCClientError } from '@trpc/client';

/** Why something did not work, and what the server asks of those who want to try again. */
export type ClientFailure = {
  readonly message: string;
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
};

const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** @param response where the error has none of its own. @param now for a `Retry-After` that is a date. */
export function failureOf(error: unknown, now: number, response?: Response): ClientFailure {
  if (!isTRPCClientError<AppRouter>(error)) return { message: messageOf(error), status: response?.status };
  const { failure, httpStatus } = error.data ?? {};
  const answer = response ?? (error.meta?.['response'] as Response | undefined);
  const asked = failure && 'retryAfterSec' in failure ? failure.retryAfterSec * 1000 : undefined;
  const retryAfterMs = asked ?? retryAfterOf(answer?.headers, now);
  return {
    message: error.message,
    status: httpStatus ?? (answer?.ok ? undefined : answer?.status),
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) }),
  };
}

/**
 * Reads seconds or an HTTP date (RFC 9110); any other text says nothing, and neither does an instant that has passed. A date
 * is compared with the server's own, where the answer has one: this device's clock may be hours off.
 */
function retryAfterOf(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.get('Retry-After')?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : (dateOf(text) ?? NaN) - (dateOf(headers?.get('Date')) ?? now);
  return ms > 0 ? ms : undefined;
}

function dateOf(text: string | null | undefined): number | undefined {
  // `Date.parse` makes a date of almost anything, such as of "1.5".
  return text?.endsWith('GMT') ? Date.parse(text) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
