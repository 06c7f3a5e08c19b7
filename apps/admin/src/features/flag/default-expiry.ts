import { addDays, nextFullHour } from '../../ui/local-time.ts';

const DAYS = 30;

/** A full hour in 30 days: far enough to change nothing yet. */
export function defaultExpiry(now: number): string {
  return new Date(nextFullHour(addDays(now, DAYS))).toISOString();
}
