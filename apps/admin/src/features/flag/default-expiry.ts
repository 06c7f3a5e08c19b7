import { addDays, nextFullHour } from '../../ui/local-time.ts';

const DAYS = 30;

/** Suggests a full hour in 30 days, which changes nothing soon. */
export function defaultExpiry(now: number): string {
  return new Date(nextFullHour(addDays(now, DAYS))).toISOString();
}
