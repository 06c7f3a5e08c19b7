/**
 * Rejects after `ms`, or when `signal` is aborted, whatever `work` does with the signal that it gets: a hung connection
 * must not hold up what comes after it.
 */
export async function withTimeout<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const timer = setTimeout(() => either.abort(new Error(`There was no answer within ${ms / 1000} s.`)), ms);
  // Not `AbortSignal.any`, which older browsers lack.
  const follow = () => either.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  const aborted = new Promise<never>((_resolve, reject) => {
    const refuse = () => reject(either.signal.reason as Error);
    if (either.signal.aborted) refuse();
    else either.signal.addEventListener('abort', refuse, { once: true });
  });
  try {
    return await Promise.race([work(either.signal), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', follow);
  }
}
