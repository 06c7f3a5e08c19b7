import { BUCKETS, type HashAlgorithm, type Rollout } from '@burgee/contracts';
import { aFlag, aRollout, NOW } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { bucketOf, hashOf } from './hash.ts';
import { answerOf, compiled, ids, shareOf } from './test-evaluate.ts';

const algorithms: HashAlgorithm[] = ['murmur3', 'sha256', 'unleash'];
const HUNDRED_THOUSAND = ids(100_000);

/** Returns a test of whether a rollout includes a user. */
function includes(rollout: number | Rollout, key = 'flag', salt = key) {
  const ruleset = compiled({ flags: [aFlag({ key, salt, rollout })] });
  return (userId: string) => evaluate(ruleset, key, { userId }, { now: NOW }).enabled;
}

const percentage = fc.integer({ min: 0, max: BUCKETS }).map((buckets) => buckets / 1000);

describe('rollout', () => {
  it('law 2: is monotonic in the percentage, for any salt, algorithm and id', () => {
    const setup = [
      percentage,
      percentage,
      fc.string(),
      fc.constantFrom(...algorithms),
      fc.string({ minLength: 1 }),
    ] as const;
    fc.assert(
      fc.property(...setup, (one, other, salt, algorithm, id) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const at = (percentage: number) => includes(aRollout(percentage, { algorithm, salt }))(id);
        expect(at(low) && !at(high)).toBe(false);
      }),
    );
  });

  it.each([
    ['murmur3', [0.5, 1, 10, 25, 50, 75, 99]],
    ['sha256', [25]],
  ] as const)('law 3: includes its share of 100,000 ids within 0.5 points (%s)', (algorithm, percentages) => {
    for (const percentage of percentages) {
      const share = shareOf(HUNDRED_THOUSAND, includes(aRollout(percentage, { algorithm })));
      expect(Math.abs(share - percentage), `${percentage}%`).toBeLessThan(0.5);
    }
  });

  it('law 3: two flags at 50% overlap in a quarter, within 0.5 points', () => {
    const [one, other] = [includes(50, 'one'), includes(50, 'other')];
    const overlap = shareOf(HUNDRED_THOUSAND, (id) => one(id) && other(id));
    expect(Math.abs(overlap - 25)).toBeLessThan(0.5);
  });

  it('W9.3 25% includes the users whose bucket is below 25,000', () => {
    const isIncluded = includes(25, 'wishlist-gallery');
    for (const id of HUNDRED_THOUSAND.slice(0, 1_000)) {
      expect(isIncluded(id)).toBe(bucketOf(hashOf('murmur3', 'wishlist-gallery', id)) < 25_000);
    }
  });

  it('owns exactly one bucket for each thousandth of a percent', () => {
    const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));
    expect(includes(bucket / 1000)('ada')).toBe(false);
    expect(includes((bucket + 1) / 1000)('ada')).toBe(true);
  });

  it('owns 2,007 buckets at 2.007%, although 2.007 * 1000 is more', () => {
    const userWithBucket = (bucket: number) => {
      for (let user = 0; ; user++) if (bucketOf(hashOf('murmur3', 'flag', `${user}`)) === bucket) return `${user}`;
    };
    expect([2_006, 2_007].map(userWithBucket).map(includes(2.007))).toEqual([true, false]);
  });

  it('reports the bucket that decided, for included and excluded users', () => {
    const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));
    expect(answerOf({ flag: aFlag({ rollout: 99.999 }), context: { userId: 'ada' } })).toMatchObject({
      enabled: true,
      reason: 'SPLIT',
      bucket,
    });
    expect(answerOf({ flag: aFlag({ rollout: 0.001 }), context: { userId: 'ada' } })).toMatchObject({
      enabled: false,
      reason: 'SPLIT',
      bucket,
    });
  });

  it('does not hash at 0% and 100%', () => {
    const [nobody, everybody] = [0, 100].map((rollout) =>
      answerOf({ flag: aFlag({ rollout }), context: { userId: 'ada' } }),
    );
    expect(nobody).toEqual({
      key: 'flag',
      value: false,
      variant: 'off',
      enabled: false,
      reason: 'DEFAULT',
      version: 1,
    });
    expect(everybody).toEqual({ key: 'flag', value: true, variant: 'on', enabled: true, reason: 'STATIC', version: 1 });
  });
});

describe('the salt of a rollout', () => {
  it("is the flag's salt, which stays the same when the flag is renamed", () => {
    const [before, after] = [includes(50, 'old-name', 'old-name'), includes(50, 'new-name', 'old-name')];
    expect(ids(1_000).every((id) => before(id) === after(id))).toBe(true);
  });

  it("can differ from the flag's salt", () => {
    const rollout = aRollout(50, { salt: 'experiment-7' });
    expect(ids(1_000).every((id) => includes(rollout, 'a')(id) === includes(rollout, 'b')(id))).toBe(true);
  });

  it('reshuffles the users when it changes', () => {
    const [before, after] = [includes(50, 'flag', 'first'), includes(50, 'flag', 'second')];
    expect(Math.abs(shareOf(HUNDRED_THOUSAND, (id) => before(id) && after(id)) - 25)).toBeLessThan(0.5);
  });

  it('can be empty', () => {
    const bucket = bucketOf(hashOf('murmur3', '', 'ada'));
    expect(
      answerOf({ flag: aFlag({ rollout: aRollout(50, { salt: '' }) }), context: { userId: 'ada' } }),
    ).toMatchObject({ bucket });
  });
});

describe('bucketBy', () => {
  const bucketsBy = (bucketBy: string[], context: Record<string, string | number | boolean | null | string[]>) =>
    answerOf({ flag: aFlag({ rollout: aRollout(50, { bucketBy, missing: 'excluded' }) }), context }).bucket;
  const bucket = (id: string) => bucketOf(hashOf('murmur3', 'flag', id));

  it('hashes the first attribute that is present', () => {
    expect(bucketsBy(['accountId', 'userId'], { userId: 'ada', accountId: 'acme' })).toBe(bucket('acme'));
    expect(bucketsBy(['accountId', 'userId'], { userId: 'ada' })).toBe(bucket('ada'));
  });

  it('skips values that do not identify anyone: empty text, null and lists', () => {
    expect(bucketsBy(['a', 'b', 'c', 'userId'], { a: '', b: null, c: ['x'], userId: 'ada' })).toBe(bucket('ada'));
  });

  it('hashes numbers and booleans by their text', () => {
    expect(bucketsBy(['accountId'], { accountId: 4711 })).toBe(bucket('4711'));
    expect(bucketsBy(['isStaff'], { isStaff: false })).toBe(bucket('false'));
  });

  it('without any attribute identifies no one', () => {
    expect(bucketsBy([], { userId: 'ada' })).toBeUndefined();
  });
});

describe('a context without any of the attributes', () => {
  const rollout = (percentage: number, missing: Rollout['missing']) =>
    aFlag({ rollout: aRollout(percentage, { missing }) });

  it('W9.2 is included if the percentage is above 0', () => {
    expect(answerOf({ flag: rollout(0.001, 'included') })).toEqual({
      key: 'flag',
      value: true,
      variant: 'on',
      enabled: true,
      reason: 'SPLIT',
      version: 1,
    });
    expect(answerOf({ flag: rollout(0, 'included') })).toMatchObject({ enabled: false, reason: 'DEFAULT' });
  });

  it('can be excluded below 100%', () => {
    expect(answerOf({ flag: rollout(99.999, 'excluded') })).toMatchObject({ enabled: false, reason: 'DEFAULT' });
    expect(answerOf({ flag: rollout(100, 'excluded') })).toMatchObject({ enabled: true, reason: 'STATIC' });
  });

  it("can be random: the caller's number determines the bucket", () => {
    const flag = rollout(30, 'random');
    expect(answerOf({ flag, random: 0.299999 })).toMatchObject({ enabled: true, reason: 'SPLIT', bucket: 29_999 });
    expect(answerOf({ flag, random: 0.3 })).toMatchObject({ enabled: false, reason: 'SPLIT', bucket: 30_000 });
  });

  it('is excluded if it should be random and the caller passes no valid number', () => {
    for (const random of [undefined, NaN, 1, -0.1, '0.1' as unknown as number]) {
      expect(answerOf({ flag: rollout(99, 'random'), random })).toMatchObject({ enabled: false, reason: 'DEFAULT' });
    }
  });
});
