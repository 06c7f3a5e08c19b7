/**
 * Days and times as the reader's clock shows them: the one home of the reader's time zone. A day begins at its own
 * midnight, so it has 23 or 25 hours when the clocks change, and none where a country skips it.
 */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The reader's calendar day at an instant, as `2026-10-25`. */
export function localDay(at: number): string {
  return localDateTime(at).slice(0, 'yyyy-mm-dd'.length);
}

/** The value of a `datetime-local` field: the reader's time, to the minute. */
export function localDateTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - offsetMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/**
 * The instant of a `datetime-local` value; `NaN` while it is incomplete.
 *
 * @param before the instant that the field showed at first. As long as the text still says that time, it is that instant:
 * its seconds stay, and so does the second of two hours that a clock shows twice.
 */
export function instantOf(local: string, before = NaN): number {
  return !Number.isNaN(before) && localDateTime(before) === local ? before : Date.parse(local);
}

/** The first instant of a calendar day. */
export function startOfDay(day: string): number {
  // If a clock skips midnight, this reads it by the offset before, which is the first instant after the gap.
  return new Date(`${day}T00:00:00`).getTime();
}

/** The first instant after a calendar day. */
export function endOfDay(day: string): number {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return startOfDay(next.toISOString().slice(0, 'yyyy-mm-dd'.length));
}

/** The same time on the clock, some days later. */
export function addDays(at: number, days: number): number {
  const date = new Date(at);
  return date.setDate(date.getDate() + days);
}

/** How many midnights lie between two instants; negative where `to` is the earlier one. */
export function daysBetween(from: number, to: number): number {
  const midnightUtc = (at: number) => Date.parse(`${localDay(at)}T00:00:00Z`);
  return Math.round((midnightUtc(to) - midnightUtc(from)) / (24 * HOUR_MS));
}

/** The next instant at which the reader's clock shows a full hour; `at` itself where it does. */
export function nextFullHour(at: number): number {
  const offsetMs = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return Math.ceil((at - offsetMs) / HOUR_MS) * HOUR_MS + offsetMs;
}
