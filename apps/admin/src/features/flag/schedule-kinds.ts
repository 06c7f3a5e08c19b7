import { MINUTE_MS, Schedule } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';
import { addDays } from '../../ui/local-time.ts';
import { CANARY } from '../flags/canary.ts';
import { lastPercentage } from '../flags/schedule-percentage.ts';
import type { NumberText, ScheduleDraft, ScheduleKind } from './draft-types.ts';

export const SCHEDULE_KINDS: { value: ScheduleKind; label: string }[] = [
  { value: 'fixed', label: 'Fixed' },
  { value: 'steps', label: 'Steps' },
  { value: 'ramp', label: 'Ramp' },
];

/** Converts a schedule to another kind with the same result at `now`: it starts at the current percentage. */
export function scheduleOfKind(kind: string, before: ScheduleDraft, now: number): ScheduleDraft {
  if (kind === before.kind) return before;
  const percentage = currentPercentage(before, now);
  if (kind === 'steps') {
    const later = CANARY.filter((step) => step > Number(percentage));
    // Round down to the minute: on a server whose clock is slightly behind, no step would have started yet.
    const startOfMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    return {
      kind: 'steps',
      steps: [percentage, ...later].map((step, days) => ({ at: isoAfter(startOfMinute, days), percentage: step })),
    };
  }
  if (kind === 'fixed') return { kind: 'fixed', percentage };
  const to = finalPercentage(before, percentage);
  return { kind: 'ramp', from: percentage, to, startAt: isoAfter(now, 0), endAt: isoAfter(now, 7) };
}

/** Adds a step after all others and after `now`, so that it changes nothing yet. */
export function withStep(
  schedule: Extract<ScheduleDraft, { kind: 'steps' }>,
  now: number,
): Extract<ScheduleDraft, { kind: 'steps' }> {
  const instants = schedule.steps.map(({ at }) => Date.parse(at)).filter((at) => !Number.isNaN(at));
  const at = isoAfter(Math.max(now, ...instants), 1);
  return { ...schedule, steps: [...schedule.steps, { at, percentage: 100 }] };
}

function isoAfter(at: number, days: number): string {
  return new Date(addDays(at, days)).toISOString();
}

/** The percentage of a valid schedule at `now`; of an incomplete one, the first number in its fields. */
function currentPercentage(schedule: ScheduleDraft, now: number): NumberText {
  const { data } = Schedule.safeParse(schedule);
  if (data) return wholeBuckets(schedulePercentage(data, now));
  if (schedule.kind === 'fixed') return schedule.percentage;
  return schedule.kind === 'ramp' ? schedule.from : (schedule.steps[0]?.percentage ?? 0);
}

/** Rounds to thousandths of a percent; upward, because a ramp includes a bucket as soon as it passes the bucket's start. */
function wholeBuckets(percentage: number): number {
  const buckets = percentage * 1_000;
  const nearest = Math.round(buckets);
  return (Math.abs(buckets - nearest) < 1e-6 ? nearest : Math.ceil(buckets)) / 1_000;
}

/** The final percentage of a schedule that is still running; 100 for any other. */
function finalPercentage(schedule: ScheduleDraft, current: NumberText): NumberText {
  const { data } = Schedule.safeParse(schedule);
  const goal = data ? lastPercentage(data) : 100;
  return goal === current ? 100 : goal;
}
