import type { Schedule } from '@burgee/contracts';
import { aFlag, aRollout } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedulePercentage } from './schedule.ts';
import { answerOf, compiled } from './test-evaluate.ts';

const at = (time: string) => Date.parse(`2027-03-01T${time}Z`);

/** The percentage of a flag at an instant. */
function percentageOf(rollout: Parameters<typeof aFlag>[0] & object, now: number): number | undefined {
  return compiled({ flags: [aFlag(rollout)] })
    .flags.get('flag')
    ?.percentageAt(now);
}

const steps = aRollout(0, {
  schedule: {
    kind: 'steps',
    // Unordered on purpose.
    steps: [
      { at: '2027-03-01T11:00:00Z', percentage: 25 },
      { at: '2027-03-01T10:00:00Z', percentage: 1 },
      { at: '2027-03-01T12:00:00Z', percentage: 100 },
    ],
  },
});

describe('B.3 steps', () => {
  it.each([
    ['09:59:59.999', 0],
    ['10:00:00.000', 1],
    ['10:59:59.999', 1],
    ['11:00:00.000', 25],
    ['12:00:00.000', 100],
    ['23:00:00.000', 100],
  ])('at %s have %f%%, that of the latest step whose instant has passed', (time, percentage) => {
    expect(percentageOf({ rollout: steps }, at(time))).toBe(percentage);
  });

  it('depend on the instant of the evaluation', () => {
    const flag = aFlag({ rollout: steps });
    const context = { userId: 'ada' };
    expect(answerOf({ flag, context, now: at('09:00:00') })).toMatchObject({ enabled: false, reason: 'DEFAULT' });
    expect(answerOf({ flag, context, now: at('11:00:00') })).toMatchObject({
      reason: 'SPLIT',
      bucket: expect.any(Number),
    });
    expect(answerOf({ flag, context, now: at('12:00:00') })).toMatchObject({ enabled: true, reason: 'STATIC' });
  });

  it('W9.17 of a canary never remove users', () => {
    const flag = aFlag({ rollout: steps });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 255 }), (userId) => {
        const seen = [9, 10, 11, 12].map((hour) =>
          answerOf({ flag, context: { userId }, now: at(`${hour}:00:00`.padStart(8, '0')) }),
        );
        const enabled = seen.map((answer) => answer.enabled);
        expect(enabled).toEqual(enabled.toSorted());
      }),
    );
  });

  it('with the same instant: the last one counts', () => {
    const twice = [1, 50].map((percentage) => ({ at: '2027-03-01T10:00:00Z', percentage }));
    expect(percentageOf({ rollout: aRollout(0, { schedule: { kind: 'steps', steps: twice } }) }, at('10:00:00'))).toBe(
      50,
    );
  });
});

const ramp = (from: number, to: number) =>
  aRollout(0, {
    schedule: { kind: 'ramp', from, to, startAt: '2027-03-01T10:00:00Z', endAt: '2027-03-01T12:00:00Z' },
  });

describe('B.3 a ramp', () => {
  it.each([
    ['00:00:00', 10],
    ['10:00:00', 10],
    ['10:30:00', 30],
    ['11:00:00', 50],
    ['12:00:00', 90],
    ['23:00:00', 90],
  ])('from 10 to 90%% is at %s %f%%: linear, clamped at both ends', (time, percentage) => {
    expect(percentageOf({ rollout: ramp(10, 90) }, at(time))).toBeCloseTo(percentage, 10);
  });

  it('can go down', () => {
    expect(percentageOf({ rollout: ramp(80, 20) }, at('11:00:00'))).toBeCloseTo(50, 10);
  });

  it('from 0 to 100 includes no one before its start and everyone after its end, without a hash', () => {
    const flag = aFlag({ rollout: ramp(0, 100) });
    const context = { userId: 'ada' };
    expect(answerOf({ flag, context, now: at('10:00:00') })).toMatchObject({ enabled: false, reason: 'DEFAULT' });
    expect(answerOf({ flag, context, now: at('12:00:00') })).toMatchObject({ enabled: true, reason: 'STATIC' });
  });

  it('never removes users while it rises', () => {
    const instant = fc.integer({ min: at('09:00:00'), max: at('13:00:00') });
    const flag = aFlag({ rollout: ramp(0, 100) });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 255 }), instant, instant, (userId, one, other) => {
        const isOn = (now: number) => answerOf({ flag, context: { userId }, now }).enabled;
        expect(isOn(Math.min(one, other)) && !isOn(Math.max(one, other))).toBe(false);
      }),
    );
  });
});

describe('the percentage of a schedule without its flag', () => {
  const ramp = {
    kind: 'ramp',
    from: 10,
    to: 90,
    startAt: '2027-03-01T10:00:00Z',
    endAt: '2027-03-01T11:00:00Z',
  } as const;

  it.each([steps.schedule, ramp, { kind: 'fixed', percentage: 33.333 } as const])(
    'is that of a flag: %j',
    (schedule) => {
      for (let minute = -60; minute <= 240; minute += 15) {
        const now = at('10:00:00') + minute * 60_000;
        expect(schedulePercentage(schedule, now)).toBe(percentageOf({ rollout: aRollout(0, { schedule }) }, now));
      }
    },
  );

  it.each<Schedule>([
    { kind: 'fixed', percentage: NaN },
    { kind: 'steps', steps: [{ at: 'soon', percentage: 100 }] },
    { ...ramp, endAt: '' },
  ])('is 0 if it cannot be read: %j', (schedule) => {
    expect(schedulePercentage(schedule, at('12:00:00'))).toBe(0);
  });

  it('throws what is not a problem of the schedule', () => {
    const hostile = {
      get kind(): never {
        throw new RangeError('a bug');
      },
    };
    expect(() => schedulePercentage(hostile as unknown as Schedule, at('12:00:00'))).toThrow('a bug');
  });
});
