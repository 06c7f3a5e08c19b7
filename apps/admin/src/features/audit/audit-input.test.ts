import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { localDay } from '../../ui/local-time.ts';
import { auditInput } from './audit-input.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];

afterEach(() => vi.unstubAllEnvs());

/** Whether the server would list an entry made at that instant. */
function isListed(at: number, from: string, to: string): boolean {
  const input = auditInput({ from, to });
  return Date.parse(input.from ?? '') <= at && at <= Date.parse(input.to ?? '');
}

describe('the audit filters From and To', () => {
  it('list exactly the entries made on the chosen days by the clock of the reader', () => {
    const day = fc
      .integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })
      .map((at) => new Date(at).toISOString().slice(0, 10));
    const instant = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), day, day, instant, (zone, from, to, at) => {
        vi.stubEnv('TZ', zone);
        expect(isListed(at, from, to)).toBe(from <= localDay(at) && localDay(at) <= to);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cover all 25 hours of a day on which clocks go back, and only 23 when they go forward', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(auditInput({ from: '2026-10-25', to: '2026-10-25' })).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-25T22:59:59.999Z',
    });
    expect(auditInput({ from: '2026-03-29', to: '2026-03-29' })).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T21:59:59.999Z',
    });
  });
});
