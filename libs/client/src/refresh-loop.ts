import { mustWait, retryDelayMs } from './backoff.ts';
import type { ClientFailure } from './failure.ts';

/** `again`: it worked, and something newer is known already. */
export type Outcome = 'done' | 'again' | ClientFailure;

export type RefreshLoopOptions = {
  /** Does not reject. When `signal` is aborted, its outcome does not matter any more. */
  readonly load: (signal: AbortSignal) => Promise<Outcome>;
  /** How long after a load that worked the next one is due, in milliseconds. */
  readonly intervalMs: () => number;
  readonly random: () => number;
};

export type RefreshLoop = {
  /** Loads now, or shares the load that runs. */
  refresh(): void;
  /** Loads now; what a running load may bring is not wanted any more. */
  restart(): void;
  stop(): void;
};

/** One load at a time, again when due, and after a failure with growing waits (R10). Begins with the first `refresh()`. */
export function createRefreshLoop({ load, intervalMs, random }: RefreshLoopOptions): RefreshLoop {
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isHeldBack = false;

  async function run(): Promise<void> {
    clearTimeout(timer);
    isHeldBack = false;
    const controller = (running = new AbortController());
    const outcome = await load(controller.signal);
    if (controller.signal.aborted) return;
    running = undefined;
    if (outcome === 'again') return run();
    failures = outcome === 'done' ? 0 : failures + 1;
    isHeldBack = outcome !== 'done' && mustWait(outcome);
    timer = setTimeout(() => void run(), outcome === 'done' ? intervalMs() : retryDelayMs(failures, outcome, random()));
  }

  function abandon(): void {
    running?.abort();
    running = undefined;
  }

  return {
    refresh: () => {
      if (!running && !isHeldBack) void run();
    },
    restart: () => {
      abandon();
      if (!isHeldBack) void run();
    },
    stop: () => {
      abandon();
      clearTimeout(timer);
      failures = 0;
      isHeldBack = false;
    },
  };
}
