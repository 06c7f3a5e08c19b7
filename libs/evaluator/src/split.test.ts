import { BUCKETS } from '@burgee/contracts';
import { aFlag, aRollout, aRule, aSplit, aTextFlag, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { dealRanges } from './deal.ts';
import { evaluate } from './evaluate.ts';
import { bucketOf, hashOf } from './hash.ts';
import { answerOf, compiled, ids, shareOf } from './test-evaluate.ts';

const USERS = ids(100_000);
const THREE = { control: 20, blue: 30, green: 50 };

/** Returns a function from a user to the variant of a flag. */
function variantsOf(fields: Parameters<typeof aTextFlag>[0]) {
  const ruleset = compiled({ flags: [aTextFlag(fields)] });
  return (userId: string) => evaluate(ruleset, 'flag', { userId }, { now: NOW });
}

function expectShares(users: readonly string[], variantOf: (user: string) => string | undefined) {
  for (const [variant, percentage] of Object.entries(THREE)) {
    const share = shareOf(users, (user) => variantOf(user) === variant);
    expect(Math.abs(share - percentage), variant).toBeLessThan(0.5);
  }
}

describe('a split', () => {
  it('law 4: gives each variant its share within 0.5 points', () => {
    const answer = variantsOf({ split: aSplit(THREE) });
    expectShares(USERS, (user) => answer(user).variant);
  });

  it('law 4: gives each variant its share both inside and outside a partial rollout', () => {
    const [partly, wholly] = [60, 100].map((rollout) =>
      variantsOf({ split: aSplit(THREE), rollout, offVariant: null }),
    );
    const isIncluded = (user: string) => partly?.(user).variant !== undefined;
    const variantOf = (user: string) => wholly?.(user).variant;
    expectShares(USERS.filter(isIncluded), (user) => partly?.(user).variant);
    expectShares(
      USERS.filter((user) => !isIncluded(user)),
      variantOf,
    );
  });

  it('B.13 moves as few users as possible when weights are edited', () => {
    const split = aSplit(THREE);
    const weights = split.weights.map((entry) => ({
      ...entry,
      weight: { control: 25, blue: 30, green: 45 }[entry.variant as 'blue'] * 1_000,
    }));
    const edited = { ...split, weights, ranges: dealRanges(weights, split.ranges) };
    const [before, after] = [variantsOf({ split }), variantsOf({ split: edited })];
    const moved = USERS.slice(0, 20_000).filter((user) => before(user).variant !== after(user).variant);
    expect(moved.length / 20_000).toBeCloseTo(0.05, 2);
    expect(moved.every((user) => before(user).variant === 'green' && after(user).variant === 'control')).toBe(true);
  });

  it('serves the variant whose range contains the bucket of the id under the salt with ":split"', () => {
    const answer = variantsOf({ salt: 'salt', split: aSplit(THREE) });
    for (const user of USERS.slice(0, 500)) {
      const bucket = bucketOf(hashOf('murmur3', 'salt:split', user));
      expect(answer(user).variant).toBe(bucket < 20_000 ? 'control' : bucket < 50_000 ? 'blue' : 'green');
    }
  });

  it('can have its own salt and algorithm', () => {
    const answer = variantsOf({ split: aSplit(THREE, { salt: 'mine', algorithm: 'sha256' }) });
    for (const user of USERS.slice(0, 100)) {
      const bucket = bucketOf(hashOf('sha256', 'mine:split', user));
      expect(answer(user).variant).toBe(bucket < 20_000 ? 'control' : bucket < 50_000 ? 'blue' : 'green');
    }
  });

  it('finds the owner among many ranges', () => {
    const ranges = Array.from({ length: 10_000 }, (_, index) => {
      return { variant: index % 2 ? 'blue' : 'green', from: index * 10, to: index * 10 + 10 };
    });
    const answer = variantsOf({ split: aSplit({ green: 1, blue: 1 }, { ranges }) });
    for (const user of USERS.slice(0, 500)) {
      const bucket = bucketOf(hashOf('murmur3', 'flag:split', user));
      expect(answer(user).variant).toBe(Math.floor(bucket / 10) % 2 ? 'blue' : 'green');
    }
  });

  it('serves a variant with all the weight to everyone, and a variant without weight to no one', () => {
    const answer = variantsOf({ split: aSplit({ control: 0, blue: 1, green: 0 }) });
    expect(new Set(USERS.slice(0, 1_000).map((user) => answer(user).variant))).toEqual(new Set(['blue']));
  });
});

describe('the result of a split', () => {
  it('has the reason SPLIT even at 100%, because a hash chose the variant', () => {
    const flag = aTextFlag({ split: aSplit({ blue: 1 }) });
    expect(answerOf({ flag, context: { userId: 'ada' } })).toEqual({
      key: 'flag',
      value: 'blue',
      variant: 'blue',
      enabled: true,
      reason: 'SPLIT',
      version: 1,
    });
  });

  it('contains the bucket of the rollout below 100%', () => {
    const flag = aTextFlag({ split: aSplit({ green: 1 }), rollout: 99.999 });
    const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));
    expect(answerOf({ flag, context: { userId: 'ada' } })).toMatchObject({ variant: 'green', reason: 'SPLIT', bucket });
  });

  it('of a rule names the rule at 100% and below', () => {
    const rule = (rollout: number) => aRule({ id: 'beta', serve: aSplit({ green: 1 }), rollout });
    for (const rollout of [99.999, 100]) {
      const flag = aTextFlag({ rules: [rule(rollout)] });
      expect(answerOf({ flag, context: { userId: 'ada' } })).toMatchObject({
        variant: 'green',
        reason: 'SPLIT',
        ruleId: 'beta',
      });
    }
  });
});

describe('a split for a context without the attribute', () => {
  it('serves the first variant with a weight', () => {
    expect(answerOf({ flag: aTextFlag({ split: aSplit({ control: 0, green: 1, blue: 1 }) }) })).toMatchObject({
      variant: 'green',
    });
  });

  it('can be random by weight', () => {
    const flag = aTextFlag({ split: aSplit(THREE, { missing: 'random' }) });
    const ruleset = compiled({ flags: [flag] });
    const numbers = Array.from({ length: 100_000 }, (_, index) => index / 100_000);
    const variantAt = (random: number) => evaluate(ruleset, 'flag', {}, { now: NOW, random }).variant;
    for (const [variant, percentage] of Object.entries(THREE)) {
      expect(Math.abs(shareOf(numbers, (random) => variantAt(random) === variant) - percentage)).toBeLessThan(0.5);
    }
  });

  it('serves the first variant if it should be random and the caller passes no number', () => {
    expect(answerOf({ flag: aTextFlag({ split: aSplit(THREE, { missing: 'random' }) }) })).toMatchObject({
      variant: 'control',
    });
  });

  it('can be random by weights from Unleash, which can have any sum', () => {
    const unleash = aSplit(
      { blue: 1, green: 2 },
      {
        algorithm: 'unleash',
        missing: 'random',
        weights: [
          { variant: 'blue', weight: 1 },
          { variant: 'green', weight: 2 },
        ],
        ranges: [
          { variant: 'blue', from: 0, to: 1 },
          { variant: 'green', from: 1, to: 3 },
        ],
      },
    );
    const ruleset = compiled({ flags: [aTextFlag({ split: unleash })] });
    const numbers = Array.from({ length: 100_000 }, (_, index) => index / 100_000);
    const share = shareOf(numbers, (random) => evaluate(ruleset, 'flag', {}, { now: NOW, random }).variant === 'blue');
    expect(Math.abs(share - 100 / 3)).toBeLessThan(0.5);
  });
});

describe('random draws', () => {
  const NUMBERS = Array.from({ length: BUCKETS }, (_, index) => (index + 0.5) / BUCKETS);
  const atRandom = (percentage: number) => aRollout(percentage, { missing: 'random' });
  const answers = (flag: ReturnType<typeof aFlag>) => {
    const ruleset = compiled({ flags: [flag] });
    return NUMBERS.map((random) => evaluate(ruleset, 'flag', {}, { now: NOW, random }));
  };

  it("of the flag's own rollout are exact: they include one of 100,000 evenly spaced numbers per bucket", () => {
    expect(answers(aFlag({ rollout: atRandom(12.345) })).filter((answer) => answer.enabled)).toHaveLength(12_345);
  });

  it('of a rule include its share, and those of the next rule its share of the rest', () => {
    const rules = ['first', 'second'].map((id) => aRule({ id, rollout: atRandom(50) }));
    const given = answers(aFlag({ rollout: 0, rules }));
    expect(Math.abs(shareOf(given, (answer) => answer.ruleId === 'first') - 50)).toBeLessThan(0.5);
    expect(Math.abs(shareOf(given, (answer) => answer.ruleId === 'second') - 25)).toBeLessThan(0.5);
  });

  it('of a rollout and of its split are independent', () => {
    const split = aSplit({ blue: 1, green: 1 }, { missing: 'random' });
    const given = answers(aTextFlag({ rollout: atRandom(20), split }));
    expect(Math.abs(shareOf(given, (answer) => answer.variant === 'blue') - 10)).toBeLessThan(0.5);
    expect(Math.abs(shareOf(given, (answer) => answer.variant === 'green') - 10)).toBeLessThan(0.5);
  });
});
