import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createTogether, optionsOf, type Limit } from './counter.ts';
import type { SharedCounts } from './shared-counts.ts';

/**
 * Counts evaluations, which must not wait for anything (R1): the limit is looked up, and counting happens in the
 * background. A few more requests than the limit get through, more of them the slower Redis is; then all are refused.
 */
export type BackgroundCounter = {
  /** How long `id` must wait, in whole seconds; `undefined` if it need not wait. */
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

/**
 * How long counts are collected before they are sent to Redis: a command per request would cost more than answering it.
 */
const SHARE_EVERY_MS = 100;

export function createBackgroundCounter({ limit, shared, clock }: BackgroundCounterOptions): BackgroundCounter {
  const memory = new RateLimiterMemory(optionsOf(limit));
  const together = shared && createTogether(limit, shared);
  /** When the wait of each id ends. */
  const blocked = new Map<string, number>();
  let gathered = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function block(id: string, refused: unknown): void {
    if (!(refused instanceof RateLimiterRes)) return shared?.failed(refused);
    const now = clock();
    // Otherwise, ids that never return would stay indefinitely.
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
