import type { Schedule } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';

/** The final percentage of a schedule. */
export function lastPercentage(schedule: Schedule): number {
  return schedulePercentage(schedule, Number.MAX_SAFE_INTEGER);
}
