import type { Rollout, RolloutStep, Split } from '@burgee/contracts';
import { aFlag, aRollout, aRule, aSplit, aTextFlag } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { bucketOf, hashOf } from './hash.ts';
import { answerOf, explanationOf } from './test-evaluate.ts';

type Given = Parameters<typeof explanationOf>[0];

function rolloutStepOf(given: Given): RolloutStep {
  return explanationOf(given).trace.find((step): step is RolloutStep => step.layer === 'rollout') as RolloutStep;
}

const ada = { userId: 'ada' };
const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));

describe('B.4 the trace of a rollout', () => {
  const found = (rollout: number, fields: Partial<Rollout> | undefined, given: Omit<Given, 'flag'>) => {
    const { percentage, basis, detail } = rolloutStepOf({
      flag: aFlag({ rollout: aRollout(rollout, fields) }),
      ...given,
    });
    return [percentage, basis, detail];
  };

  it.each<[string, number, Partial<Rollout> | undefined, Omit<Given, 'flag'>, string]>([
    ['everyone', 100, undefined, { context: ada }, '100% includes everyone'],
    ['no one', 0, undefined, { context: ada }, '0% excludes everyone'],
    ['hash', 99.999, undefined, { context: ada }, `99.999% includes bucket ${bucket} of 100000`],
    ['no id', 5, { missing: 'included' }, {}, '5% includes this context, which has no userId'],
    ['no id', 5, { missing: 'excluded', bucketBy: ['a', 'b'] }, {}, '5% excludes this context, which has no a or b'],
    ['no id', 5, { missing: 'random' }, {}, '5% excludes this context, which has no userId'],
    ['random', 50, { missing: 'random' }, { random: 0.25 }, '50% includes the random bucket 25000 of 100000'],
  ])('names its basis: %s', (basis, percentage, fields, given, detail) => {
    expect(found(percentage, fields, given)).toEqual([percentage, basis, detail]);
  });

  it('names the basis of a schedule at the instant', () => {
    const steps = (percentage: number) => ({
      schedule: { kind: 'steps' as const, steps: [{ at: '2027-01-01T00:00:00Z', percentage }] },
    });
    expect(found(0, steps(0), {})).toEqual([0, 'no one', '0% excludes everyone']);
    expect(found(0, steps(0), { context: ada })).toEqual([0, 'no one', '0% excludes everyone']);
    expect(found(0, steps(100), {})).toEqual([100, 'everyone', '100% includes everyone']);
    expect(found(0, steps(7), {})).toEqual([7, 'no id', '7% includes this context, which has no userId']);
  });
});

describe('B.4 the trace of a split', () => {
  const weights = { control: 1, green: 1, blue: 2 };
  const found = (fields: Partial<Split> | undefined, given: Omit<Given, 'flag'>, rollout = 100) =>
    rolloutStepOf({ flag: aTextFlag({ rollout, split: aSplit(weights, fields) }), ...given });

  it('contains the bucket, its range and the share of the chosen variant', () => {
    for (const userId of ['ada', 'grace', 'linus', 'ken', 'barbara']) {
      const { split, detail } = found(undefined, { context: { userId } });
      const bucket = bucketOf(hashOf('murmur3', 'flag:split', userId));
      const answer = answerOf({ flag: aTextFlag({ split: aSplit(weights) }), context: { userId } });
      expect(split).toMatchObject({ basis: 'hash', bucket, variant: answer.variant, total: 100_000 });
      if (split?.basis !== 'hash') throw new Error('the split has no bucket');
      expect(split.from <= bucket && bucket < split.to).toBe(true);
      expect(split.share).toBe({ control: 25, green: 25, blue: 50 }[split.variant as string]);
      expect(detail).toBe(
        `100% includes everyone; its split chooses "${split.variant}": bucket ${bucket} of 100000 is in ${split.from} to ${split.to - 1}`,
      );
    }
  });

  it('sums all ranges of a variant for its share', () => {
    const ranges = [
      { variant: 'green', from: 0, to: 10_000 },
      { variant: 'blue', from: 10_000, to: 90_000 },
      { variant: 'green', from: 90_000, to: 100_000 },
    ] as Split['ranges'];
    const split = { ...aSplit({ green: 20, blue: 80 }), ranges };
    const step = rolloutStepOf({ flag: aTextFlag({ split: { ...split, missing: 'random' } }), random: 0 });
    expect(step.split).toMatchObject({ basis: 'random', variant: expect.stringMatching(/green|blue/) as string });
    expect(step.split?.share).toBe(step.split?.variant === 'green' ? 20 : 80);
    expect(step.detail).toContain(`random bucket ${(step.split as { bucket: number }).bucket} of 100000`);
  });

  it('says that the first variant serves a context without an id', () => {
    expect(found(undefined, {})).toMatchObject({
      detail: '100% includes everyone; its split chooses "control", the first variant, without a bucket',
      split: { basis: 'first', variant: 'control', share: 25, total: 100_000 },
    });
  });

  it('is absent if the rollout excludes the context', () => {
    expect(found(undefined, { context: ada }, 0)).not.toHaveProperty('split');
  });

  it('is present in a rule', () => {
    const rule = aRule({ serve: aSplit({ green: 1 }) });
    const { trace } = explanationOf({ flag: aTextFlag({ rules: [rule] }), context: ada });
    expect(trace).toContainEqual(
      expect.objectContaining({
        ...{ layer: 'rule', outcome: 'won' },
        split: expect.objectContaining({ variant: 'green', share: 100 }) as unknown,
      }),
    );
  });
});
