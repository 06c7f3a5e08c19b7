import { setTimeout as delay } from 'node:timers/promises';

export type Repeated = {
  readonly everyMs: number;
  /** Whether to run immediately, instead of after the first `everyMs`. */
  readonly isEager: boolean;
  readonly task: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
};

/** Repeats a task. Returns a function that stops it and waits for a running task. */
export function repeat({ everyMs, isEager, task, onFailed }: Repeated): () => Promise<void> {
  const stopped = new AbortController();
  async function run(): Promise<void> {
    const pause = () => delay(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    if (!isEager) await pause();
    while (!stopped.signal.aborted) {
      await task().catch(onFailed);
      await pause();
    }
  }
  const running = run();
  return async () => {
    stopped.abort();
    await running;
  };
}
