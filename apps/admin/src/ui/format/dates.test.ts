import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatDay, formatFullTime, formatTickDay, formatTickTime, formatTime, formatUtcTime } from './dates.ts';
import { setLocales } from './locale.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  setLocales([]);
});

/** ICU puts spaces before "PM" that look like others. */
const plain = (words: string) => words.replaceAll(/[\u00a0\u202f]/g, ' ');
const EVENING = '2026-11-28T19:20:00Z';

const CASES = [
  ['en-US', 'UTC', 'Nov 28, 2026, 7:20 PM', 'Saturday, November 28, 2026', 'Nov 28', '7:20 PM'],
  ['en-US', 'America/New_York', 'Nov 28, 2026, 2:20 PM', 'Saturday, November 28, 2026', 'Nov 28', '2:20 PM'],
  ['en-US', 'Asia/Kolkata', 'Nov 29, 2026, 12:50 AM', 'Sunday, November 29, 2026', 'Nov 29', '12:50 AM'],
  ['en-GB', 'UTC', '28 Nov 2026, 19:20', 'Saturday, 28 November 2026', '28 Nov', '19:20'],
  ['en-GB', 'America/New_York', '28 Nov 2026, 14:20', 'Saturday, 28 November 2026', '28 Nov', '14:20'],
  ['en-GB', 'Asia/Kolkata', '29 Nov 2026, 00:50', 'Sunday, 29 November 2026', '29 Nov', '00:50'],
  ['de-DE', 'UTC', '28.11.2026, 19:20', 'Samstag, 28. November 2026', '28. Nov.', '19:20'],
  ['de-DE', 'America/New_York', '28.11.2026, 14:20', 'Samstag, 28. November 2026', '28. Nov.', '14:20'],
  ['de-DE', 'Asia/Kolkata', '29.11.2026, 00:50', 'Sonntag, 29. November 2026', '29. Nov.', '00:50'],
] as const;

describe.each(CASES)('in %s and %s', (locale, zone, time, day, tickDay, tickTime) => {
  it('an instant has the format of the locale and the time of the zone', () => {
    vi.stubEnv('TZ', zone);
    setLocales([locale]);
    const formats = [formatTime, formatDay, formatTickDay, formatTickTime];
    const words = [time, day, tickDay, tickTime];
    expect(formats.map((format) => plain(format(EVENING)))).toEqual(words);
    expect(formats.map((format) => plain(format(Date.parse(EVENING))))).toEqual(words);
  });

  it('a time in UTC is the same in every zone, and is marked', () => {
    vi.stubEnv('TZ', zone);
    setLocales([locale]);
    const inUtc = CASES.find((one) => one[0] === locale && one[1] === 'UTC')?.[2];
    expect(plain(formatUtcTime(EVENING))).toBe(`${inUtc} UTC`);
  });
});

it('the full time distinguishes the two passes of an hour when the clocks change', () => {
  vi.stubEnv('TZ', 'America/New_York');
  setLocales(['en-US']);
  const times = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'];
  expect(times.map((at) => plain(formatFullTime(at)))).toEqual([
    'Sunday, November 1, 2026 at 1:30:00 AM EDT',
    'Sunday, November 1, 2026 at 1:30:00 AM EST',
  ]);
  expect(times.map((at) => plain(formatTime(at)))).toEqual(['Nov 1, 2026, 1:30 AM', 'Nov 1, 2026, 1:30 AM']);
});
