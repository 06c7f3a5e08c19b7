import { setTimeout as delay } from 'node:timers/promises';

export type Repeated = {
  readonly everyMs: number;
  readonly task: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
};

/** Does it now, and again and again until it is stopped. Gives the function that stops it, and waits for what runs. */
export function repeat({ everyMs, task, onFailed }: Repeated): () => Promise<void> {
  const stopped = new AbortController();
  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await task().catch(onFailed);
      await delay(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return async () => {
    stopped.abort();
    await running;
  };
}
