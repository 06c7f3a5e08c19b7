import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Percentage, Rollout, rolloutOf, Schedule } from './rollout.ts';

const takes = (value: unknown) => Percentage.safeParse(value).success;
const thousandths = fc.integer({ min: 0, max: 100_000 });

describe('a percentage', () => {
  it('takes every thousandth from 0 to 100', () => {
    for (let step = 0; step <= 100_000; step++) if (!takes(step / 1000)) expect.fail(`${step / 1000} is refused`);
  });

  it('takes them also as people and JSON write them', () => {
    fc.assert(fc.property(thousandths, (step) => takes(JSON.parse((step / 1000).toFixed(3)))));
  });

  it('takes what adding thousandths leaves of them', () => {
    expect(takes(0.1 + 0.2)).toBe(true);
    fc.assert(
      fc.property(
        thousandths,
        thousandths,
        (a, b) => takes(Math.min(100, a / 1000 + b / 1000)) && takes(Math.abs(a / 1000 - b / 1000)),
      ),
    );
  });

  it('refuses a fourth decimal', () => {
    const fourDecimals = fc.integer({ min: 1, max: 999_999 }).filter((step) => step % 10 !== 0);
    fc.assert(fc.property(fourDecimals, (step) => !takes(step / 10_000)));
    expect(Percentage.safeParse(12.3456).error?.issues).toMatchObject([{ message: 'use at most three decimals' }]);
  });

  it.each([-0.001, -1, 100.001, 101, NaN, Infinity, '50', null, undefined])('refuses %s', (value) => {
    expect(takes(value)).toBe(false);
  });
});

describe('a ramp', () => {
  const ramp = (startAt: string, endAt: string) =>
    Schedule.safeParse({ kind: 'ramp', from: 0, to: 100, startAt, endAt });

  it('ends after it started', () => {
    expect(ramp('2027-01-01T00:00:00Z', '2027-01-01T00:00:00.001Z').success).toBe(true);
  });

  it.each(['2027-01-01T00:00:00Z', '2026-12-31T23:59:59Z'])('from 2027-01-01T00:00:00Z does not end at %s', (endAt) => {
    expect(ramp('2027-01-01T00:00:00Z', endAt).error?.issues).toMatchObject([
      { path: ['endAt'], message: 'must be after startAt' },
    ]);
  });

  it('compares instants, not their spelling', () => {
    expect(ramp('2027-01-01T00:00:00.5Z', '2027-01-01T00:00:00.50Z').success).toBe(false);
    expect(ramp('2027-01-01T00:00:00Z', '2027-01-01T00:00:00.1Z').success).toBe(true);
  });

  it('may go down', () => {
    const down = { kind: 'ramp', from: 100, to: 0, startAt: '2027-01-01T00:00:00Z', endAt: '2027-01-02T00:00:00Z' };
    expect(Schedule.safeParse(down).success).toBe(true);
  });
});

describe('steps', () => {
  const step = { at: '2027-01-01T00:00:00Z', percentage: 5 };

  it.each([1, 100])('may be %i', (count) => {
    expect(Schedule.safeParse({ kind: 'steps', steps: Array(count).fill(step) }).success).toBe(true);
  });

  it.each([0, 101])('are not %i', (count) => {
    expect(Schedule.safeParse({ kind: 'steps', steps: Array(count).fill(step) }).success).toBe(false);
  });
});

describe('a rollout', () => {
  it('needs nothing but its schedule', () => {
    expect(Rollout.parse({ schedule: { kind: 'fixed', percentage: 5 } })).toEqual({
      schedule: { kind: 'fixed', percentage: 5 },
      bucketBy: ['userId'],
      salt: null,
      algorithm: 'murmur3',
      missing: 'included',
    });
  });

  it('does need that', () => {
    expect(Rollout.safeParse({}).success).toBe(false);
  });

  it('of a percentage is one with nothing special', () => {
    expect(rolloutOf(5)).toEqual(Rollout.parse({ schedule: { kind: 'fixed', percentage: 5 } }));
  });

  it('made of a percentage that is none is refused', () => {
    expect(() => rolloutOf(100.1)).toThrow();
  });

  it('does not share its lists with others', () => {
    rolloutOf(5).bucketBy.push('spoilt');
    expect(rolloutOf(5).bucketBy).toEqual(['userId']);
  });
});
