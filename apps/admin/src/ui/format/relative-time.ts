import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@burgee/contracts';
import { formatCount } from './words.ts';

const YEAR_MS = 365.25 * DAY_MS;

/** Each unit applies up to a count of the next one. Without weeks, because expiries are chosen in days. */
const UNITS = [
  { name: 'second', ms: SECOND_MS, below: 60 },
  { name: 'minute', ms: MINUTE_MS, below: 60 },
  { name: 'hour', ms: HOUR_MS, below: 24 },
  { name: 'day', ms: DAY_MS, below: 31 },
  { name: 'month', ms: YEAR_MS / 12, below: 12 },
  { name: 'year', ms: YEAR_MS, below: Infinity },
] as const;

/**
 * "3 hours ago", "in 7 days", rounded to the nearest whole unit; under a minute it is "just now" or "in a moment".
 *
 * Days are 24 hours, not dates: 6 days and 23 hours are "in 7 days" at any time of day and when the clocks change.
 *
 * @param at ISO 8601.
 * @param now milliseconds since 1970.
 */
export function formatRelativeTime(at: string, now: number): string {
  const leftMs = Date.parse(at) - now;
  const distance = distanceWords(Math.abs(leftMs));
  if (distance === undefined) return leftMs > 0 ? 'in a moment' : 'just now';
  return leftMs > 0 ? `in ${distance}` : `${distance} ago`;
}

/**
 * The same for an instant that has passed. It never reads "in a moment", even if the server's clock is ahead of the
 * browser's or `now` is a few seconds old.
 */
export function formatTimeAgo(at: string, now: number): string {
  return formatRelativeTime(at, Math.max(now, Date.parse(at)));
}

/** Returns `undefined` for less than a minute. */
function distanceWords(ms: number): string | undefined {
  const unit = UNITS.find((one) => Math.round(ms / one.ms) < one.below);
  return unit && unit.name !== 'second' ? formatCount(Math.round(ms / unit.ms), unit.name) : undefined;
}
