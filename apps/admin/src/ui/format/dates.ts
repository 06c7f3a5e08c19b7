import { perLocale } from './locale.ts';

/** An instant: ISO 8601, or milliseconds since 1970. */
type Instant = string | number;

const shortTime = { dateStyle: 'medium', timeStyle: 'short' } as const;
const shortFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, shortTime));
const utcFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, { ...shortTime, timeZone: 'UTC' }));
const fullFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, { dateStyle: 'full', timeStyle: 'long' }));
const dayFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, { dateStyle: 'full' }));
const tickDayFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, { day: 'numeric', month: 'short' }));
const tickTimeFormat = perLocale((locales) => new Intl.DateTimeFormat(locales, { timeStyle: 'short' }));

/** "Nov 28, 2026, 2:20 PM" in the reader's time zone. */
export function formatTime(at: Instant): string {
  return shortFormat().format(new Date(at));
}

/** "Nov 28, 2026, 2:20 PM UTC". */
export function formatUtcTime(at: Instant): string {
  return `${utcFormat().format(new Date(at))} UTC`;
}

/** "Saturday, November 28, 2026 at 2:20:00 PM EST": the reader's local time, with the weekday and the time zone. */
export function formatFullTime(at: Instant): string {
  return fullFormat().format(new Date(at));
}

/** "Saturday, November 28, 2026", the reader's local day. */
export function formatDay(at: Instant): string {
  return dayFormat().format(new Date(at));
}

/** "Nov 28", for the axis of a chart. */
export function formatTickDay(at: Instant): string {
  return tickDayFormat().format(new Date(at));
}

/** "2:20 PM", for the axis of a chart. */
export function formatTickTime(at: Instant): string {
  return tickTimeFormat().format(new Date(at));
}
