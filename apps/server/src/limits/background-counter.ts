import type { RedisConnection } from '@burgee/api';
import { SECOND_MS } from '@burgee/contracts';
import { consume, createSharedLimiter, type Limit } from './counter.ts';
import { createWindows } from './windows.ts';

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
  readonly connection?: RedisConnection | undefined;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
};

/**
 * How long counts are collected before they are sent to Redis: a command per request would cost more than answering it.
 */
const FLUSH_EVERY_MS = 100;

export function createBackgroundCounter({ limit, connection, clock }: BackgroundCounterOptions): BackgroundCounter {
  const windows = createWindows(limit, clock);
  const shared = connection && createSharedLimiter(limit, connection);
  /** When the wait of each id ends. */
  const blocked = new Map<string, number>();
  let gathered = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function block(id: string, waitMs: number): void {
    if (waitMs === 0) return;
    const now = clock();
    // Otherwise, ids that never return would stay indefinitely.
    for (const [other, until] of blocked) if (until <= now) blocked.delete(other);
    blocked.set(id, now + waitMs);
  }

  async function countShared(id: string, times: number): Promise<void> {
    const waitMs = shared && (await connection.attempt(() => consume(shared, id, times)));
    // Without Redis, only memory counts.
    block(id, waitMs ?? 0);
  }

  function flush(): void {
    timer = undefined;
    const counts = gathered;
    gathered = new Map();
    for (const [id, times] of counts) void countShared(id, times);
  }

  return {
    waitOf: (id) => {
      const until = blocked.get(id);
      if (until === undefined) return undefined;
      const waitMs = until - clock();
      if (waitMs > 0) return Math.ceil(waitMs / SECOND_MS);
      blocked.delete(id);
      return undefined;
    },
    count: (id, times = 1) => {
      block(id, windows.take(id, times));
      if (!shared) return;
      gathered.set(id, (gathered.get(id) ?? 0) + times);
      timer ??= setTimeout(flush, FLUSH_EVERY_MS).unref();
    },
    close: () => clearTimeout(timer),
  };
}
