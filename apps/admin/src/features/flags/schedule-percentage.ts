import type { Schedule } from '@burgee/contracts';

/** The percentage at `now`, in milliseconds since 1970, as the evaluator computes it. */
export function percentageAt(schedule: Schedule, now: number): number {
  if (schedule.kind === 'fixed') return schedule.percentage;
  if (schedule.kind === 'steps') {
    const reached = schedule.steps
      .map(({ at, percentage }) => ({ at: Date.parse(at), percentage }))
      .filter(({ at }) => at <= now)
      .sort((a, b) => a.at - b.at);
    return reached.at(-1)?.percentage ?? 0;
  }
  const [start, end] = [Date.parse(schedule.startAt), Date.parse(schedule.endAt)];
  const done = Math.min(1, Math.max(0, (now - start) / (end - start)));
  return schedule.from + (schedule.to - schedule.from) * done;
}

/** The final percentage of a schedule. */
export function lastPercentage(schedule: Schedule): number {
  if (schedule.kind === 'fixed') return schedule.percentage;
  return percentageAt(schedule, Number.MAX_SAFE_INTEGER);
}
