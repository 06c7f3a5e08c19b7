import { HOUR_MS, MINUTE_MS } from '@burgee/contracts';
/**
 * Days and times on the reader's clock. Only this module handles the reader's time zone. A day starts at its own
 * midnight, so it has 23 or 25 hours when the clocks change, and none if a country skips it.
 */

/** The reader's calendar day at an instant, as `2026-10-25`. */
export function localDay(at: number): string {
  return localDateTime(at).slice(0, 'yyyy-mm-dd'.length);
}

/** The value of a `datetime-local` field: the reader's local time, to the minute. */
export function localDateTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - offsetMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/**
 * The instant of a `datetime-local` value; `NaN` while it is incomplete.
 *
 * @param before the instant that the field showed initially. It is returned as long as the text still shows that time, so
 * that its seconds are kept, as is the second pass of an hour that the clock shows twice.
 */
export function instantOf(local: string, before = NaN): number {
  return !Number.isNaN(before) && localDateTime(before) === local ? before : Date.parse(local);
}

/** The first instant of a calendar day. */
export function startOfDay(day: string): number {
  // If the clock skips midnight, this is parsed with the offset before the gap, which gives the first instant after it.
  return new Date(`${day}T00:00:00`).getTime();
}

/** The first instant after a calendar day. */
export function endOfDay(day: string): number {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return startOfDay(next.toISOString().slice(0, 'yyyy-mm-dd'.length));
}

/** The same time on the clock, `days` days later. */
export function addDays(at: number, days: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() + days);
}

/** The number of midnights between two instants; negative if `to` is earlier. */
export function daysBetween(from: number, to: number): number {
  const midnightUtc = (at: number) => Date.parse(`${localDay(at)}T00:00:00Z`);
  return Math.round((midnightUtc(to) - midnightUtc(from)) / (24 * HOUR_MS));
}

/** The next instant at which the reader's clock shows a full hour; `at` itself if it already does. */
export function nextFullHour(at: number): number {
  const offsetMs = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return Math.ceil((at - offsetMs) / HOUR_MS) * HOUR_MS + offsetMs;
}
