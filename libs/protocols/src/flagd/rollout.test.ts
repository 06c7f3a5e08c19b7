import { aFlag, aRollout, aRule, aSplit, aTextFlag } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rampInSteps } from './rollout.ts';
import { exported, targetingOf } from './test-export.ts';

type Fields = NonNullable<Parameters<typeof aFlag>[0]>;

const KEY = { var: 'targetingKey' };
const fractional = (salt: string, buckets: number, value: object = KEY) => ({
  '===': [{ fractional: [{ cat: [salt, ':', value] }, ['in', buckets], ['out', 100_000 - buckets]] }, 'in'],
});
const rolloutOf = (rollout: Fields['rollout']) => targetingOf({ flags: [aFlag({ rollout })] });
const at = (instant: string) => ({ '>=': [{ var: '$flagd.timestamp' }, Date.parse(instant) / 1_000] });

describe('15.4 flagd: a rollout', () => {
  it('hashes the salt and the user, and includes users without an id if it should', () => {
    expect(rolloutOf(2.007)).toEqual({ if: [{ if: [{ '!!': [KEY] }, fractional('flag', 2_007), true] }, 'on', 'off'] });
    expect(rolloutOf(aRollout(50, { missing: 'excluded', salt: 'other' }))).toEqual({
      if: [{ if: [{ '!!': [KEY] }, fractional('other', 50_000), false] }, 'on', 'off'],
    });
  });

  it('of nobody or of everyone needs no hash, so that any is allowed', () => {
    expect(exported({ flags: [aFlag({ rollout: 0 })] })).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
    });
    const all = aRollout(100, { algorithm: 'sha256', missing: 'random' });
    expect(rolloutOf(all)).toBe('on');
  });

  it('hashes other attributes, unless they are lists or empty', () => {
    const account = { var: 'account' };
    const isHashable = {
      and: [
        { '!==': [account, null] },
        { '!==': [{ cat: [account] }, ''] },
        { or: [{ '===': [{ cat: [account] }, account] }, { '===': [{ var: 'account.0' }, null] }] },
      ],
    };
    expect(rolloutOf(aRollout(50, { bucketBy: ['account', 'userId'] }))).toEqual({
      if: [
        { if: [isHashable, fractional('flag', 50_000, account), { '!!': [KEY] }, fractional('flag', 50_000), true] },
        'on',
        'off',
      ],
    });
  });

  it('in steps has those that have been reached, of which the last one at an instant applies', () => {
    const steps = [
      { at: '2027-01-02T00:00:00Z', percentage: 100 },
      { at: '2027-01-01T00:00:00Z', percentage: 25 },
      { at: '2027-01-01T00:00:00Z', percentage: 0 },
    ];
    const included = { if: [{ '!!': [KEY] }, fractional('flag', 25_000), true] };
    expect(rolloutOf(aRollout(0, { schedule: { kind: 'steps', steps } }))).toEqual({
      if: [{ if: [at('2027-01-02'), true, at('2027-01-01'), false, at('2027-01-01'), included, false] }, 'on', 'off'],
    });
  });

  it('that cannot be exact leaves out the flag', () => {
    const why = (fields: object) => rolloutOf(aRollout(50, fields));
    expect(why({ algorithm: 'sha256' })).toBe('The flag uses the hash sha256, which flagd does not have.');
    expect(why({ missing: 'random' })).toBe('The flag includes random contexts without an id, which flagd cannot.');
    expect(why({ salt: 'größe' })).toContain('use a salt of ASCII characters.');
    const steps = [{ at: '2027-01-01T00:00:00.001Z', percentage: 1 }];
    expect(why({ schedule: { kind: 'steps', steps } })).toContain("flagd's clock has whole seconds.");
  });

  it('with a percentage between two buckets includes the buckets below it', () => {
    const flag = aFlag({ rollout: 0 });
    const schedule = { kind: 'fixed' as const, percentage: 2.00751 };
    const odd = { ...flag, rollout: { ...flag.rollout, schedule } };
    expect(JSON.stringify(targetingOf({ flags: [odd] }))).toContain('["in",2008]');
  });
});

describe('15.4 flagd: a ramp', () => {
  const percent = fc.integer({ min: 0, max: 100_000 }).map((buckets) => buckets / 1_000);
  const instant = fc.integer({ min: 1, max: 1e9 });
  const percentageAt = (ramp: Parameters<typeof rampInSteps>[0], now: number) => {
    const [start, end] = [Date.parse(ramp.startAt), Date.parse(ramp.endAt)];
    const share = Math.min(1, Math.max(0, (now - start) / (end - start)));
    return ramp.from + (ramp.to - ramp.from) * share;
  };

  it('lags behind by at most 1% and a second, and never runs ahead', () => {
    fc.assert(
      fc.property(percent, percent, instant, instant, instant, (from, to, startMs, lengthMs, nowMs) => {
        const [startAt, endAt] = [startMs, startMs + lengthMs].map((ms) => new Date(ms).toISOString()) as [
          string,
          string,
        ];
        const ramp = { kind: 'ramp' as const, from, to, startAt, endAt };
        const now = startMs + (nowMs % (2 * lengthMs));
        const step = rampInSteps(ramp).steps.findLast(({ at }) => Date.parse(at) <= now)?.percentage ?? NaN;
        const [exact, before] = [percentageAt(ramp, now), percentageAt(ramp, now - 1_000)];
        const [low, high] = to >= from ? [before - 1, exact] : [exact, before + 1];
        expect(step).toBeGreaterThanOrEqual(low - 1e-9);
        expect(step).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });

  it('is written as steps, the last one first', () => {
    const schedule = {
      kind: 'ramp' as const,
      from: 0,
      to: 2,
      startAt: '2027-01-01T00:00:00Z',
      endAt: '2027-01-01T00:00:02.500Z',
    };
    expect(rolloutOf(aRollout(0, { schedule, missing: 'excluded' }))).toEqual({
      if: [
        {
          if: [
            at('2027-01-01T00:00:03Z'),
            { if: [{ '!!': [KEY] }, fractional('flag', 2_000), false] },
            at('2027-01-01T00:00:02Z'),
            { if: [{ '!!': [KEY] }, fractional('flag', 1_000), false] },
            false,
          ],
        },
        'on',
        'off',
      ],
    });
  });
});

describe('15.4 flagd: a split', () => {
  const splitOf = (split: Fields['split']) => targetingOf({ flags: [aTextFlag({ split })] });

  it('has a pair for each range, and serves the first variant to users without an id', () => {
    const split = aSplit({ control: 0, green: 1, blue: 3 });
    const pairs = [
      ['green', 25_000],
      ['blue', 75_000],
    ];
    expect(splitOf(split)).toEqual({
      if: [{ '!!': [KEY] }, { fractional: [{ cat: ['flag', ':split:', KEY] }, ...pairs] }, 'green'],
    });
    const rule = aRule({ serve: split });
    expect(targetingOf({ flags: [aTextFlag({ rollout: 0, rules: [rule] })] })).toEqual(splitOf(split));
  });

  it('of one variant is that variant', () => {
    expect(splitOf(aSplit({ green: 1 }, { missing: 'random', algorithm: 'sha256' }))).toBe('green');
  });

  it('that cannot be exact leaves out the flag', () => {
    const split = aSplit({ green: 1, blue: 1 });
    expect(splitOf({ ...split, missing: 'random' })).toContain('serves random variants to contexts without an id');
    expect(splitOf({ ...split, algorithm: 'unleash' })).toContain('uses the hash unleash');
    const ranges = split.ranges.map(({ variant, from, to }) => ({ variant, from: from / 1_000, to: to / 1_000 }));
    const weights = split.weights.map(({ variant }) => ({ variant, weight: 50 }));
    const flag = { ...aTextFlag(), split: { ...split, weights, ranges } };
    expect(exported({ flags: [flag] })).toContain('weights that do not sum to 100000');
  });
});
