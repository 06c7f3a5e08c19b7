/**
 * Rejects after `ms`, or when `signal` is aborted, whatever `work` does with the signal that it gets: a hung connection
 * must not hold up what comes after it.
 */
export async function withTimeout<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`There was no answer within ${ms / 1000} s.`)), ms);
  const either = AbortSignal.any([signal, timeout.signal]);
  const aborted = new Promise<never>((_resolve, reject) => {
    either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    clearTimeout(timer);
  }
}
