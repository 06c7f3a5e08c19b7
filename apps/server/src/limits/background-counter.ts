import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createTogether, optionsOf, type Limit } from './counter.ts';
import type { SharedCounts } from './shared-counts.ts';

/**
 * Counts what must not wait for anything, evaluations (R1): whether somebody has to wait is looked up, and counting comes
 * behind. So a few more than the limit come through, the more the longer Redis takes; then nobody does.
 */
export type BackgroundCounter = {
  /** How long `id` has to wait, in whole seconds; `undefined` where it need not. */
  waitOf(id: string): number | undefined;
  count(id: string, times?: number): void;
  close(): void;
};

type BackgroundCounterOptions = {
  readonly limit: Limit;
  readonly shared?: SharedCounts | undefined;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
};

/** How long counts are gathered before Redis is told: a command for each request would cost more than answering it. */
const SHARE_EVERY_MS = 100;

export function createBackgroundCounter({ limit, shared, clock }: BackgroundCounterOptions): BackgroundCounter {
  const memory = new RateLimiterMemory(optionsOf(limit));
  const together = shared && createTogether(limit, shared);
  /** Until when each has to wait. */
  const blocked = new Map<string, number>();
  let gathered = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function block(id: string, refused: unknown): void {
    if (!(refused instanceof RateLimiterRes)) return shared?.failed(refused);
    const now = clock();
    // Else those that never ask again would stay for ever.
    for (const [other, until] of blocked) if (until <= now) blocked.delete(other);
    blocked.set(id, now + Math.max(1, refused.msBeforeNext));
  }

  function share(): void {
    timer = undefined;
    const counts = gathered;
    gathered = new Map();
    if (!together || !shared.isReady()) return;
    for (const [id, times] of counts) together.consume(id, times).catch((refused: unknown) => block(id, refused));
  }

  return {
    waitOf: (id) => {
      const until = blocked.get(id);
      if (until === undefined) return undefined;
      const waitMs = until - clock();
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
      blocked.delete(id);
      return undefined;
    },
    count: (id, times = 1) => {
      memory.consume(id, times).catch((refused: unknown) => block(id, refused));
      if (!together) return;
      gathered.set(id, (gathered.get(id) ?? 0) + times);
      timer ??= setTimeout(share, SHARE_EVERY_MS).unref();
    },
    close: () => clearTimeout(timer),
  };
}
