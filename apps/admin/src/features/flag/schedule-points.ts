import { HOUR_MS, type Schedule } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';

export type SchedulePoint = { readonly at: number; readonly percentage: number };

/** The points of the chart: each change of slope of a schedule, now, and a margin before and after. */
export function schedulePoints(schedule: Schedule, now: number): SchedulePoint[] {
  if (schedule.kind === 'fixed') return [];
  const times =
    schedule.kind === 'steps'
      ? schedule.steps.map(({ at }) => Date.parse(at)).sort((a, b) => a - b)
      : [Date.parse(schedule.startAt), Date.parse(schedule.endAt)];
  const [first, last] = [Math.min(now, ...times), Math.max(now, ...times)];
  const margin = Math.max(HOUR_MS, (last - first) * 0.08);
  // A step needs two points: just before it, and at it.
  const corners = schedule.kind === 'steps' ? times.flatMap((at) => [at - 1, at]) : times;
  const all = [...new Set([first - margin, ...corners, now, last + margin])].sort((a, b) => a - b);
  return all.map((at) => ({ at, percentage: Number(schedulePercentage(schedule, at).toFixed(3)) }));
}
