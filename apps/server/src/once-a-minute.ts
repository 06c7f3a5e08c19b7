import { DomainError } from '@burgee/contracts';

/** What is away for long is said once a minute, not once a poll. */
const WARN_EVERY_MS = 60_000;

export function onceAMinute(clock: () => number, warn: (problem: string) => void): (error: unknown) => void {
  let warnedAt = -Infinity;
  return (error) => {
    if (clock() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = clock();
    warn(problemOf(error));
  };
}

/** The cause of a failure is for logs: a `DomainError` has one that is free of secrets. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof DomainError && error.cause instanceof Error)) return error.message;
  return `${error.message.replace(/\.$/, '')}: ${error.cause.message}`;
}
