/**
 * Rejects after `ms`, or when `signal` is aborted, even if `work` ignores the signal it gets: a hung connection must not
 * block the calls after it.
 */
export async function withTimeout<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const timer = setTimeout(() => either.abort(new Error(`There was no answer within ${ms / 1000} s.`)), ms);
  // Does not use `AbortSignal.any`, which older browsers lack.
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
