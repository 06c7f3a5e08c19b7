import { describe, expect, it } from 'vitest';
import { countdownTickMs, countdownWords, isEndingSoon } from './countdown-words.ts';

const NOW = Date.parse('2027-01-01T00:00:00Z');
const inMs = (ms: number) => new Date(NOW + ms).toISOString();
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

describe('countdownWords', () => {
  it.each([
    [1, '1 s'],
    [SECOND, '1 s'],
    [59 * SECOND, '59 s'],
    [MINUTE, '1 min 0 s'],
    [40 * MINUTE + 5 * SECOND, '40 min 5 s'],
    [HOUR, '1 h'],
    [23 * HOUR + 59 * MINUTE, '23 h 59 min'],
    [DAY, '1 day'],
    [2 * DAY + 3 * HOUR, '2 days 3 h'],
    [90 * DAY + 3 * HOUR, '90 days'],
  ])('shows the two largest units of %i ms', (ms, words) => {
    expect(countdownWords(inMs(ms), NOW)).toBe(words);
  });

  it('shows "ended" at the instant, after it and for an invalid time', () => {
    expect(countdownWords(inMs(0), NOW)).toBe('ended');
    expect(countdownWords(inMs(-HOUR), NOW)).toBe('ended');
    expect(countdownWords('soon', NOW)).toBe('ended');
  });
});

it('B.24 a countdown ticks every second in the last hour and exactly at the end', () => {
  expect(countdownTickMs(inMs(30 * MINUTE), NOW)).toBe(SECOND);
  expect(countdownTickMs(inMs(DAY), NOW)).toBe(30 * SECOND);
  expect([400, 0, -SECOND].map((ms) => countdownTickMs(inMs(ms), NOW))).toEqual([400, SECOND, SECOND]);
  expect([MINUTE, DAY, -SECOND].map((ms) => isEndingSoon(inMs(ms), NOW))).toEqual([true, false, false]);
});
