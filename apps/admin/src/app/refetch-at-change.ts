/** The longest that a timer of a browser can run. */
const MAX_TIMER_MS = 24 * 24 * 60 * 60 * 1000;
/** Between two requests if the one at the instant failed. */
const RETRY_MS = 5_000;

type Answered = { readonly data: unknown; readonly dataUpdatedAt: number };

/**
 * How long until time alone changes an answer, in milliseconds; `false` if it does not. For `refetchInterval`: every query whose
 * answer has a `nextChangeAt` asks again at that instant (B.24). Waits by the server's clock, since the device's may be wrong.
 *
 * @param now the clock of `dataUpdatedAt`.
 */
export function untilNextChangeMs({ data, dataUpdatedAt }: Answered, now: number): number | false {
  const { evaluatedAt, nextChangeAt } = (data ?? {}) as { evaluatedAt?: unknown; nextChangeAt?: unknown };
  if (typeof evaluatedAt !== 'string' || typeof nextChangeAt !== 'string') return false;
  const leftMs = Date.parse(nextChangeAt) - Date.parse(evaluatedAt) - (now - dataUpdatedAt);
  if (Number.isNaN(leftMs)) return false;
  return leftMs > 0 ? Math.min(MAX_TIMER_MS, leftMs) : RETRY_MS;
}
