import { DAY_MS } from '@burgee/contracts';
/** The longest delay that a browser timer supports, rounded down to whole days. */
const MAX_TIMER_MS = 24 * DAY_MS;
/** The delay before retrying a refetch that failed at the instant of change. */
const RETRY_MS = 5_000;

type Answered = { readonly data: unknown; readonly dataUpdatedAt: number };

/**
 * The delay until time alone changes an answer, in milliseconds; `false` if it does not. For `refetchInterval`: every query whose
 * answer has a `nextChangeAt` refetches at that instant (B.24). Uses the server's clock, since the device's may be wrong.
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
