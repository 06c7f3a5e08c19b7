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
  const retryAfterMs = asked ?? retryAfterOf(answer?.headers.get('Retry-After'), now);
  return {
    message: error.message,
    status: httpStatus ?? (answer?.ok ? undefined : answer?.status),
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) }),
  };
}

/** Seconds or a date, as RFC 9110 has it; anything else says nothing. */
function retryAfterOf(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
