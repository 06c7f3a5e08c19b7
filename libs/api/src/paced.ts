export type Pace = {
  /** Milliseconds in which this process was busy, all in all. */
  readonly busyMs: () => number;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
};

/** Times the busy part of a run: floods of changes leave two thirds of the process to everything else. */
const PAUSE_PER_BUSY_MS = 2;
/** However large what is loaded: changes have to arrive. */
const MAX_PAUSE_MS = 1_000;

/**
 * Runs `work` for one key once at a time, and not again at once if it keeps the process busy. Callers that come during a run
 * wait for that run; callers that come during the pause share the one after it.
 */
export function paced<K>(work: (key: K) => Promise<void>, { busyMs, clock, pause }: Pace): (key: K) => Promise<void> {
  const running = new Map<K, Promise<void>>();
  const pausesUntil = new Map<K, number>();

  async function run(key: K): Promise<void> {
    const leftMs = (pausesUntil.get(key) ?? 0) - clock();
    if (leftMs > 0) await pause(leftMs);
    const busyBefore = busyMs();
    try {
      await work(key);
    } finally {
      const pauseMs = Math.min((busyMs() - busyBefore) * PAUSE_PER_BUSY_MS, MAX_PAUSE_MS);
      pausesUntil.set(key, clock() + pauseMs);
    }
  }

  return (key) => {
    const begun = running.get(key) ?? run(key).finally(() => running.delete(key));
    running.set(key, begun);
    return begun;
  };
}
