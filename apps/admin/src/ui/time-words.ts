const UNITS = [
  ['year', 365 * 24 * 3_600_000],
  ['month', 30 * 24 * 3_600_000],
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const short = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** "3 hours ago", "in 2 days"; under a minute it is "just now", or "in a moment". */
export function relativeTime(at: string, now: number): string {
  const elapsedMs = Date.parse(at) - now;
  const unit = UNITS.find(([, ms]) => Math.abs(elapsedMs) >= ms);
  if (!unit) return elapsedMs > 0 ? 'in a moment' : 'just now';
  return words.format(Math.trunc(elapsedMs / unit[1]), unit[0]);
}

/** With the day of the week and the time zone. */
export function fullTime(at: string): string {
  return full.format(new Date(at));
}

export function shortTime(at: string): string {
  return short.format(new Date(at));
}
