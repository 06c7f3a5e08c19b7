import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Percentage, Rollout, rolloutOf, Schedule } from './rollout.ts';

const isAccepted = (value: unknown) => Percentage.safeParse(value).success;
const thousandths = fc.integer({ min: 0, max: 100_000 });

describe('a percentage', () => {
  it('can be every thousandth from 0 to 100', () => {
    for (let step = 0; step <= 100_000; step++) if (!isAccepted(step / 1000)) expect.fail(`${step / 1000} is rejected`);
  });

  it('can be every thousandth as people and JSON write it', () => {
    fc.assert(fc.property(thousandths, (step) => isAccepted(JSON.parse((step / 1000).toFixed(3)))));
  });

  it('can be a sum of thousandths, despite its floating-point error', () => {
    expect(isAccepted(0.1 + 0.2)).toBe(true);
    fc.assert(
      fc.property(
        thousandths,
        thousandths,
        (a, b) => isAccepted(Math.min(100, a / 1000 + b / 1000)) && isAccepted(Math.abs(a / 1000 - b / 1000)),
      ),
    );
  });

  it('cannot have a fourth decimal', () => {
    const fourDecimals = fc.integer({ min: 1, max: 999_999 }).filter((step) => step % 10 !== 0);
    fc.assert(fc.property(fourDecimals, (step) => !isAccepted(step / 10_000)));
    expect(Percentage.safeParse(12.3456).error?.issues).toMatchObject([{ message: 'use at most three decimals' }]);
  });

  it.each([-0.001, -1, 100.001, 101, NaN, Infinity, '50', null, undefined])('cannot be %s', (value) => {
    expect(isAccepted(value)).toBe(false);
  });
});

describe('a ramp', () => {
  const ramp = (startAt: string, endAt: string) =>
    Schedule.safeParse({ kind: 'ramp', from: 0, to: 100, startAt, endAt });

  it('ends after it starts', () => {
    expect(ramp('2027-01-01T00:00:00Z', '2027-01-01T00:00:00.001Z').success).toBe(true);
  });

  it.each(['2027-01-01T00:00:00Z', '2026-12-31T23:59:59Z'])('from 2027-01-01T00:00:00Z cannot end at %s', (endAt) => {
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

  it.each([1, 100])('can number %i', (count) => {
    expect(Schedule.safeParse({ kind: 'steps', steps: Array(count).fill(step) }).success).toBe(true);
  });

  it.each([0, 101])('cannot number %i', (count) => {
    expect(Schedule.safeParse({ kind: 'steps', steps: Array(count).fill(step) }).success).toBe(false);
  });
});

describe('a rollout', () => {
  it('requires only its schedule', () => {
    expect(Rollout.parse({ schedule: { kind: 'fixed', percentage: 5 } })).toEqual({
      schedule: { kind: 'fixed', percentage: 5 },
      bucketBy: ['userId'],
      salt: null,
      algorithm: 'murmur3',
      missing: 'included',
    });
  });

  it('is rejected without a schedule', () => {
    expect(Rollout.safeParse({}).success).toBe(false);
  });

  it('of a percentage has default settings', () => {
    expect(rolloutOf(5)).toEqual(Rollout.parse({ schedule: { kind: 'fixed', percentage: 5 } }));
  });

  it('of an invalid percentage is rejected', () => {
    expect(() => rolloutOf(100.1)).toThrow();
  });

  it('does not share its lists with other rollouts', () => {
    rolloutOf(5).bucketBy.push('spoilt');
    expect(rolloutOf(5).bucketBy).toEqual(['userId']);
  });
});
