/** What is away for long is said once a minute, not once a poll. */
const WARN_EVERY_MS = 60_000;

export function onceAMinute(clock: () => number, warn: (problem: string) => void): (error: unknown) => void {
  let warnedAt = -Infinity;
  return (error) => {
    if (clock() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = clock();
    warn(error instanceof Error ? error.message : String(error));
  };
}
