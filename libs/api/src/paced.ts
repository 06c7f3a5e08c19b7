export type Pace = {
  /** Total time that this process was busy, in milliseconds. */
  readonly busyMs: () => number;
  /** Monotonic time in milliseconds. */
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
};

/** The pause after a run, per busy millisecond: floods of changes leave two thirds of the process to other work. */
const PAUSE_PER_BUSY_MS = 2;
/** The limit for large loads, so that changes still arrive. */
const MAX_PAUSE_MS = 1_000;

/**
 * Runs `work` once at a time per key, and pauses after each run in proportion to how busy it kept the process. Callers that
 * arrive during a run wait for that run; callers that arrive during the pause share the next run.
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
