import { DomainError, MINUTE_MS } from '@burgee/contracts';

/** A long outage is reported once a minute, not once per poll. */
const WARN_EVERY_MS = MINUTE_MS;

export function onceAMinute(clock: () => number, warn: (problem: string) => void): (error: unknown) => void {
  let warnedAt = -Infinity;
  return (error) => {
    if (clock() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = clock();
    warn(problemOf(error));
  };
}

/** Includes the cause of a `DomainError`, which contains no secrets. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof DomainError && error.cause instanceof Error)) return error.message;
  return `${error.message.replace(/\.$/, '')}: ${error.cause.message}`;
}
