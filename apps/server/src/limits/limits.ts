import { openRedis } from '@burgee/api';
import type { Logger } from 'pino';
import type { Settings } from '../env.ts';
import { type BackgroundCounter, createBackgroundCounter } from './background-counter.ts';
import { type Counter, createCounter } from './counter.ts';

/** Counters of everything that is limited (F1.10). `undefined` means no limit. */
export type Limits = {
  readonly evaluations: BackgroundCounter | undefined;
  readonly writes: Counter | undefined;
  readonly streams: Counter | undefined;
  readonly signIns: SignInCounters | undefined;
  close(): void;
};

export type SignInCounters = {
  /** All attempts, by address or known device. */
  readonly all: Counter;
  /** Failures, by account and address or known device. */
  readonly failures: Counter;
  /** Failures, by account. */
  readonly failuresAnywhere: Counter;
};

type LimitsOptions = {
  readonly settings: Pick<
    Settings,
    'LIMIT_EVALUATIONS' | 'LIMIT_WRITES' | 'LIMIT_SIGN_INS' | 'LIMIT_STREAMS' | 'REDIS_URL'
  >;
  readonly log: Logger;
  readonly clock: () => number;
};

const MINUTE_SEC = 60;
const FAILURES_WINDOW_SEC = 15 * MINUTE_SEC;
/** More than anyone mistypes, and few enough that guessing even a weak password takes too long. */
const MAX_FAILURES = 10;
/** Failures of one account from all addresses together. */
const MAX_FAILURES_ANYWHERE = 100;

/** Servers count together again as soon as a new connection is ready. */
const RETRY_AFTER_MS = 0;

export function createLimits({ settings, log, clock }: LimitsOptions): Limits {
  const { LIMIT_EVALUATIONS, LIMIT_WRITES, LIMIT_SIGN_INS, LIMIT_STREAMS, REDIS_URL } = settings;
  const onProblem = (problem: string) =>
    log.warn({ problem }, 'each server counts limits on its own; Redis cannot be used');
  const connection = REDIS_URL
    ? openRedis({ url: REDIS_URL, clock, retryAfterMs: RETRY_AFTER_MS, onProblem })
    : undefined;

  function counter(name: string, max: number, windowSec = MINUTE_SEC): Counter {
    return createCounter({ name, max, windowSec }, connection);
  }

  const limit = { name: 'evaluations', max: LIMIT_EVALUATIONS, windowSec: MINUTE_SEC };
  const evaluations = LIMIT_EVALUATIONS > 0 ? createBackgroundCounter({ limit, connection, clock }) : undefined;
  return {
    evaluations,
    writes: LIMIT_WRITES > 0 ? counter('writes', LIMIT_WRITES) : undefined,
    streams: LIMIT_STREAMS > 0 ? counter('streams', LIMIT_STREAMS) : undefined,
    signIns:
      LIMIT_SIGN_INS > 0
        ? {
            all: counter('sign-ins', LIMIT_SIGN_INS),
            failures: counter('failures', MAX_FAILURES, FAILURES_WINDOW_SEC),
            failuresAnywhere: counter('failures-anywhere', MAX_FAILURES_ANYWHERE, FAILURES_WINDOW_SEC),
          }
        : undefined,
    close: () => {
      evaluations?.close();
      connection?.close();
    },
  };
}
