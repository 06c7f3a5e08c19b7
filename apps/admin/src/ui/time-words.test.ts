import { afterEach, describe, expect, it, vi } from 'vitest';
import { relativeTime } from './time-words.ts';

afterEach(() => vi.unstubAllEnvs());

describe('relative time', () => {
  const between = (at: string, now: string) => relativeTime(new Date(at).toISOString(), Date.parse(now));

  it('counts days by the calendar of the reader', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(between('2026-11-09T20:00', '2026-11-11T01:00')).toBe('2 days ago');
    expect(between('2026-11-10T00:30', '2026-11-11T01:00')).toBe('yesterday');
    expect(between('2026-11-12T23:00', '2026-11-11T01:00')).toBe('tomorrow');
    expect(between('2026-11-13T00:30', '2026-11-11T01:00')).toBe('in 2 days');
  });

  it('uses hours within one day, even within a day of 25 hours', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(between('2026-11-10T20:00', '2026-11-11T01:00')).toBe('5 hours ago');
    expect(between('2026-11-01T00:10', '2026-11-01T23:50')).toBe('24 hours ago');
  });
});
