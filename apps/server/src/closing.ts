import type { Settings } from './env.ts';

/** Time left for chores and the database after the last connection has been cut off, in milliseconds. */
const AFTER_CUT_OFF_MS = 1_000;

/** A short shutdown timeout shortens the drain. */
export function closingOf({ SHUTDOWN_DRAIN_MS, SHUTDOWN_TIMEOUT_MS }: Settings, isHurried: boolean) {
  return {
    drainMs: isHurried ? 0 : Math.min(SHUTDOWN_DRAIN_MS, SHUTDOWN_TIMEOUT_MS / 2),
    cutOffMs: Math.max(SHUTDOWN_TIMEOUT_MS - AFTER_CUT_OFF_MS, SHUTDOWN_TIMEOUT_MS / 2),
  };
}
