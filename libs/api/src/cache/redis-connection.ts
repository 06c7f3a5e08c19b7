import { MINUTE_MS } from '@burgee/contracts';
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import type { Redis } from 'ioredis';
import { connectRedis } from './connect-redis.ts';

/** A Redis that may become unavailable at any time. A hung one delays only the commands in flight, by 200 ms (R13). */
export type RedisConnection = {
  readonly redis: Redis;
  /** Returns the result of `work`; `undefined` if Redis is unavailable or refuses it. Handles every failure. */
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
  report(problem: Error): void;
  /** Does not wait for Redis. */
  close(): void;
};

export type RedisConnectionOptions = {
  readonly url: string;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** The minimum pause after a failure, in milliseconds; a new connection must be ready as well. */
  readonly retryAfterMs: number;
  /** Called with the reason why Redis is not used, at most once a minute. */
  readonly onProblem: (problem: string) => void;
};

const FAILURES_TO_OPEN = 1;
const PROBLEM_INTERVAL_MS = MINUTE_MS;

export function openRedis({ url, clock, retryAfterMs, onProblem }: RedisConnectionOptions): RedisConnection {
  const redis = connectRedis(url);
  // Redis has answered a command that it refuses, for example because its memory is full.
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof Error && error.name === 'ReplyError')),
    { breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN), halfOpenAfter: retryAfterMs },
  );
  let isClosed = false;
  /** A hung Redis stays connected for a moment after `disconnect`. */
  let isDisconnecting = false;
  let reportedAt = -Infinity;

  function report(error: Error & { code?: unknown }): void {
    if (isClosed || clock() - reportedAt < PROBLEM_INTERVAL_MS) return;
    reportedAt = clock();
    // Only the text: ioredis adds the command's arguments, and those of AUTH are the password. If a host name has two
    // addresses and neither answers, the error has a code and no text.
    onProblem([error.message, error.code].filter(Boolean).join(' '));
  }

  redis.on('error', report);
  redis.on('close', () => {
    isDisconnecting = false;
    report(new Error('the connection was closed'));
  });
  // Only the network may be broken. Until a new connection is ready, no call waits for an answer.
  breaker.onBreak(() => {
    // Commands in flight also fail when the connection breaks, which ioredis then replaces itself.
    if (redis.status !== 'ready') return;
    isDisconnecting = true;
    redis.disconnect(true);
  });

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    // In the half-open state, the breaker would let calls wait for the outcome of the one that tests the connection.
    if (redis.status !== 'ready' || isDisconnecting || breaker.state === CircuitState.HalfOpen) return undefined;
    try {
      return await breaker.execute(work);
    } catch (error) {
      if (!isBrokenCircuitError(error)) report(error as Error);
      return undefined;
    }
  }

  function close(): void {
    isClosed = true;
    // `quit` would wait for an answer.
    redis.disconnect();
  }

  return { redis, attempt, report, close };
}
