import { addDays, nextFullHour } from '../../ui/local-time.ts';
import type { NumberText, ScheduleDraft, ScheduleKind } from './draft-types.ts';

export const SCHEDULE_KINDS: { value: ScheduleKind; label: string }[] = [
  { value: 'fixed', label: 'Fixed' },
  { value: 'steps', label: 'Steps' },
  { value: 'ramp', label: 'Ramp' },
];

/** Enough for errors to show up before everybody has it. */
export const CANARY = [1, 5, 25, 100] as const;

/** The same rollout said in another way, as far as it can be: what was chosen is where it begins. */
export function scheduleOfKind(kind: string, before: ScheduleDraft, now: number): ScheduleDraft {
  if (kind === before.kind) return before;
  const percentage = startOf(before);
  const soon = nextFullHour(now);
  const at = (days: number) => new Date(addDays(soon, days)).toISOString();
  if (kind === 'steps') {
    const later = CANARY.filter((step) => step > Number(percentage));
    const steps = [percentage, ...later].map((step, index) => ({ at: at(index), percentage: step }));
    return { kind: 'steps', steps };
  }
  if (kind === 'ramp') return { kind: 'ramp', from: percentage, to: 100, startAt: at(0), endAt: at(7) };
  return { kind: 'fixed', percentage };
}

function startOf(schedule: ScheduleDraft): NumberText {
  if (schedule.kind === 'fixed') return schedule.percentage;
  return schedule.kind === 'ramp' ? schedule.from : (schedule.steps[0]?.percentage ?? 0);
}
