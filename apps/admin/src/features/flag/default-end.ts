import { addDays, nextFullHour } from '../../ui/local-time.ts';

const DAYS = 30;

/** Far enough to change nothing yet. */
export function defaultEnd(now: number): string {
  return new Date(nextFullHour(addDays(now, DAYS))).toISOString();
}
