/** A failed request, and the server's conditions for a retry. */
export type ClientFailure = {
  readonly message: string;
  /** The HTTP status, if there was one. */
  readonly status?: number | undefined;
  /** The minimum delay before the next attempt. It passes even if a new version arrives or the window gets the focus. */
  readonly retryAfterMs?: number | undefined;
  /** The server's own description, if it sent one. */
  readonly problem?: Problem | undefined;
};

/** The part of an RFC 9457 problem document that is used. */
export type Problem = {
  readonly title?: string;
  readonly code?: string;
  readonly details?: unknown;
};

/** The error for an answer that is not a success. */
export type Refusal = ClientFailure & { readonly problem: Problem };

const MAX_RETRY_AFTER_MS = 86_400_000;
/** The server most likely denies the client again, so it retries slowly; it never stops, because keys are rotated. */
const DENIED_MS = 120_000;

/** @param now used if `Retry-After` is a date, in milliseconds since 1970. */
export function toRefusal({ status, headers }: Response, text: string, now: number): Refusal {
  let problem: Problem = {};
  try {
    problem = { ...(JSON.parse(text) as Problem) };
  } catch {
    // It comes from a proxy.
  }
  const after = headers.get('Retry-After') ?? '';
  const isDenied = status === 401 || status === 403;
  const afterMs = Number(after) * 1000 || Date.parse(after) - now || (isDenied ? DENIED_MS : 0);
  return {
    message: String(problem.title ?? `The answer has status ${status}.`),
    status,
    retryAfterMs: afterMs > 0 ? Math.min(afterMs, MAX_RETRY_AFTER_MS) : undefined,
    problem,
  };
}

/** @param error a `Refusal`, or anything else that was thrown. */
export function toClientFailure(error: unknown): ClientFailure {
  const thrown = error as Partial<Refusal> | undefined;
  return thrown?.problem ? (thrown as Refusal) : { message: thrown?.message ?? String(error) };
}
