import { daysBetween } from './local-time.ts';

const HOUR_MS = 3_600_000;
const UNITS = [
  ['year', 365 * 24 * HOUR_MS],
  ['month', 30 * 24 * HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['hour', HOUR_MS],
  ['minute', 60_000],
] as const;

const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const short = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** "3 hours ago", "in 2 days", "tomorrow" by the reader's calendar; under a minute it is "just now" or "in a moment". */
export function relativeTime(at: string, now: number): string {
  const elapsedMs = Date.parse(at) - now;
  const unit = UNITS.find(([, ms]) => Math.abs(elapsedMs) >= ms);
  if (!unit) return elapsedMs > 0 ? 'in a moment' : 'just now';
  if (unit[0] === 'day') {
    const days = daysBetween(now, Date.parse(at));
    // A day with 25 hours can contain two instants more than 24 hours apart.
    return days === 0 ? words.format(Math.trunc(elapsedMs / HOUR_MS), 'hour') : words.format(days, 'day');
  }
  return words.format(Math.trunc(elapsedMs / unit[1]), unit[0]);
}

/** Includes the weekday and the time zone. */
export function fullTime(at: string): string {
  return full.format(new Date(at));
}

export function shortTime(at: string): string {
  return short.format(new Date(at));
}
