/** Called with each new value and the key it belongs to. */
export type Listener<K, V> = (key: K, value: V) => void;

/**
 * Yields the values that `listeners` receive from the moment of this call until `signal` is aborted; if several arrive
 * at once, only the newest of each key.
 */
export function latest<K, V>(listeners: Set<Listener<K, V>>, signal: AbortSignal): AsyncIterable<[K, V]> {
  const pending = new Map<K, V>();
  let wake = () => {};
  const listener: Listener<K, V> = (key, value) => {
    pending.set(key, value);
    wake();
  };
  // Clean up on abort, not only when the loop ends: a loop that never began does not end.
  const stop = () => {
    listeners.delete(listener);
    signal.removeEventListener('abort', stop);
    wake();
  };
  listeners.add(listener);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // `latest` is not an async generator itself: that would attach its listener only when the first value is requested.
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

export async function* valuesOf<K, V>(changes: AsyncIterable<[K, V]>): AsyncGenerator<V> {
  for await (const [, value] of changes) yield value;
}
