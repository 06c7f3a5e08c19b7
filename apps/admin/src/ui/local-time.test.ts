import { HOUR_MS } from '@burgee/contracts';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  addDays,
  daysBetween,
  endOfDay,
  instantOf,
  localDateTime,
  localDay,
  nextFullHour,
  startOfDay,
} from './local-time.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Havana', 'UTC'];

afterEach(() => vi.unstubAllEnvs());

/** An instant in a zone; about half of them are within 36 hours of a clock change. */
const instants = fc
  .tuple(
    fc.constantFrom(...ZONES),
    fc.oneof(
      fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2031, 0) }),
      fc
        .tuple(
          fc.constantFrom(Date.UTC(2011, 11, 30), Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 3, 5)),
          fc.integer({ min: -36 * HOUR_MS, max: 36 * HOUR_MS }),
        )
        .map(([change, offset]) => change + offset),
    ),
  )
  .map(([zone, at]) => ({ zone, at }));

describe('a calendar day in the time zone of the reader', () => {
  it('contains exactly the instants at which the clock shows that day', () => {
    fc.assert(
      fc.property(instants, ({ zone, at }) => {
        vi.stubEnv('TZ', zone);
        const day = localDay(at);
        expect(startOfDay(day)).toBeLessThanOrEqual(at);
        expect(endOfDay(day)).toBeGreaterThan(at);
        expect(localDay(startOfDay(day))).toBe(day);
        expect(localDay(endOfDay(day) - 1)).toBe(day);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    // Havana's clock jumps from 23:59 to 01:00.
    ['America/Havana', '2026-03-08', 23],
    // Samoa skipped from the 29th to the 31st.
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
  ])('%s %s has %s hours', (zone, day, hours) => {
    vi.stubEnv('TZ', zone);
    expect((endOfDay(day) - startOfDay(day)) / HOUR_MS).toBe(hours);
  });

  it('days between two instants are counted by midnights', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const at = (local: string) => Date.parse(local);
    expect(daysBetween(at('2026-10-25T00:10:00'), at('2026-10-25T23:50:00'))).toBe(0);
    expect(daysBetween(at('2026-10-25T23:50:00'), at('2026-10-26T00:10:00'))).toBe(1);
    expect(daysBetween(at('2026-03-30T00:10:00'), at('2026-03-28T23:50:00'))).toBe(-2);
  });
});

describe("a time on the reader's clock", () => {
  it('stays the same when days are added', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const noon = Date.parse('2026-10-24T12:00:00');
    expect(localDateTime(addDays(noon, 1))).toBe('2026-10-25T12:00');
    expect(addDays(noon, 1) - noon).toBe(25 * HOUR_MS);
  });

  it('keeps its exact instant in a field that is not edited', () => {
    fc.assert(
      fc.property(instants, ({ zone, at }) => {
        vi.stubEnv('TZ', zone);
        expect(instantOf(localDateTime(at), at)).toBe(at);
      }),
    );
  });

  it('is parsed in the local zone when typed, and is NaN while incomplete', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(instantOf('2026-11-28T12:00', Date.UTC(2026, 10, 28))).toBe(Date.UTC(2026, 10, 28, 17));
    expect(instantOf('')).toBeNaN();
  });

  it('is rounded up to a full hour, even in zones with a half-hour offset', () => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    expect(localDateTime(nextFullHour(Date.parse('2026-11-28T12:01:00')))).toBe('2026-11-28T13:00');
    expect(localDateTime(nextFullHour(Date.parse('2026-11-28T12:00:00')))).toBe('2026-11-28T12:00');
  });
});
