import { connectRedis } from '@burgee/api';
import type { Redis } from 'ioredis';

/** Redis, where servers count together. A hung Redis delays one request for at most 200 ms (R13). */
export type SharedCounts = {
  readonly redis: Redis;
  /** Whether Redis is available, as far as is known. */
  isReady(): boolean;
  /** Reports a failed command. */
  failed(error: unknown): void;
  close(): void;
};

type SharedCountsOptions = {
  readonly url: string;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** Called with the reason why this server counts on its own, at most once a minute. */
  readonly onProblem: (problem: string) => void;
};

const PROBLEM_INTERVAL_MS = 60_000;

export function connectSharedCounts({ url, clock, onProblem }: SharedCountsOptions): SharedCounts {
  const redis = connectRedis(url);
  let isClosed = false;
  /** A hung Redis stays connected for a moment after we have given it up. */
  let isGivenUp = false;
  const isReady = () => redis.status === 'ready' && !isGivenUp;
  let reportedAt = -Infinity;

  function report(error: Error & { code?: unknown }): void {
    if (isClosed || clock() - reportedAt < PROBLEM_INTERVAL_MS) return;
    reportedAt = clock();
    // Only its text: ioredis adds the command's arguments, and those of AUTH are the password.
    onProblem([error.message, error.code].filter(Boolean).join(' '));
  }

  function failed(error: unknown): void {
    // It is away already, which was reported then.
    if (!isReady()) return;
    report(error instanceof Error ? error : new Error(String(error)));
    // What Redis refuses, because it is full for one, it has answered. Otherwise nobody else waits for it: while a new
    // connection is greeted by nobody, commands fail without being sent.
    if (error instanceof Error && error.name === 'ReplyError') return;
    isGivenUp = true;
    redis.disconnect(true);
  }

  redis.on('error', report);
  redis.on('close', () => {
    isGivenUp = false;
    report(new Error('the connection was closed'));
  });

  function close(): void {
    isClosed = true;
    redis.disconnect();
  }

  return { redis, isReady, failed, close };
}
