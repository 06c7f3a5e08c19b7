import { afterEach, describe, expect, it, vi } from 'vitest';
import { setLocales } from './locale.ts';
import { formatRelativeTime, formatTimeAgo } from './relative-time.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const YEAR = 365.25 * DAY;

afterEach(() => {
  setLocales([]);
  vi.unstubAllEnvs();
});

/** Both sides of each boundary between two units or two counts. */
const DISTANCES = [
  [MINUTE - SECOND, undefined],
  [MINUTE - 1, '1 minute'],
  [MINUTE, '1 minute'],
  [MINUTE + 29 * SECOND, '1 minute'],
  [MINUTE + 30 * SECOND, '2 minutes'],
  [59 * MINUTE, '59 minutes'],
  [HOUR - 31 * SECOND, '59 minutes'],
  [HOUR - 30 * SECOND, '1 hour'],
  [HOUR, '1 hour'],
  [23 * HOUR, '23 hours'],
  [DAY - 31 * MINUTE, '23 hours'],
  [DAY - 30 * MINUTE, '1 day'],
  [DAY, '1 day'],
  [2 * DAY, '2 days'],
  [6 * DAY + 11 * HOUR, '6 days'],
  [6 * DAY + 23 * HOUR, '7 days'],
  [7 * DAY, '7 days'],
  [7 * DAY + HOUR, '7 days'],
  [28 * DAY, '28 days'],
  [30 * DAY, '30 days'],
  [31 * DAY, '1 month'],
  [90 * DAY, '3 months'],
  [YEAR - 16 * DAY, '11 months'],
  [YEAR - 15 * DAY, '1 year'],
  [365 * DAY, '1 year'],
  [1_000 * YEAR, '1,000 years'],
] as const;

const NOWS = [
  // The last one is an hour before the clocks change in New York.
  ...['2026-06-30T23:30:00Z', '2026-11-29T12:00:00Z', '2026-11-01T05:00:00Z'].map((now) => Date.parse(now)),
];
const iso = (at: number) => new Date(at).toISOString();

describe.each(['UTC', 'America/New_York', 'Asia/Kolkata'])('a relative time in %s', (zone) => {
  it.each(DISTANCES)('for %i ms is %s, in the past and in the future', (distance, words) => {
    vi.stubEnv('TZ', zone);
    for (const now of NOWS) {
      expect(formatRelativeTime(iso(now + distance), now)).toBe(words ? `in ${words}` : 'in a moment');
      expect(formatRelativeTime(iso(now - distance), now)).toBe(words ? `${words} ago` : 'just now');
    }
  });

  it('counts seven days of the calendar as 7 days, even when the clocks change', () => {
    vi.stubEnv('TZ', zone);
    for (const [from, to] of [
      ['2026-03-05T12:00', '2026-03-12T12:00'],
      ['2026-10-29T12:00', '2026-11-05T12:00'],
    ] as const) {
      expect(formatRelativeTime(iso(Date.parse(to)), Date.parse(from))).toBe('in 7 days');
    }
  });
});

it('is English with the number of the locale', () => {
  const now = NOWS[0] ?? 0;
  const inLocale = (locale: string) => {
    setLocales([locale]);
    return formatRelativeTime(iso(now + 1_000 * YEAR), now);
  };
  expect(['en-US', 'en-GB', 'de-DE'].map(inLocale)).toEqual(['in 1,000 years', 'in 1,000 years', 'in 1.000 years']);
});

describe('the time of an event that has happened', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');

  it.each([0, 1, SECOND, 20 * SECOND, MINUTE, HOUR])('is never in the future: %i ms ahead', (ahead) => {
    expect(formatTimeAgo(iso(now + ahead), now)).toBe('just now');
  });

  it('is relative to now', () => {
    expect(formatTimeAgo(iso(now - 3 * HOUR), now)).toBe('3 hours ago');
  });
});
