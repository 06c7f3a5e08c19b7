/** Is told of each new value, by what it is of. */
export type Listener<K, V> = (key: K, value: V) => void;

/**
 * What `listeners` are told from the moment this is called, the newest of each key only where several came at once, until
 * `signal` is aborted.
 */
export function latest<K, V>(listeners: Set<Listener<K, V>>, signal: AbortSignal): AsyncIterable<[K, V]> {
  const pending = new Map<K, V>();
  let wake = () => {};
  const listener: Listener<K, V> = (key, value) => {
    pending.set(key, value);
    wake();
  };
  // Here, and not where the loop ends: a loop that nobody began does not end.
  const stop = () => {
    listeners.delete(listener);
    signal.removeEventListener('abort', stop);
    wake();
  };
  listeners.add(listener);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // Not an async generator itself: that would attach its listener only when the first value is asked for.
  async function* take() {
    try {
      while (!signal.aborted) {
        if (pending.size === 0) await new Promise<void>((resolve) => (wake = resolve));
        for (const [key, value] of pending) {
          pending.delete(key);
          yield [key, value] as [K, V];
          if (signal.aborted) return;
        }
      }
    } finally {
      stop();
    }
  }
  return take();
}
