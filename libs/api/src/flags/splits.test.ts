import type { EnvironmentKey, Flag, Split } from '@burgee/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

const VARIANTS = ['a', 'b', 'c', 'd'].map((key) => ({ key, value: key }));
type SplitInput = NonNullable<NewFlag['split']>;

/** Weights in percent, by variant; omitted variants get none. */
const shares = (percentages: Record<string, number>): SplitInput => ({
  weights: Object.entries(percentages).map(([variant, percentage]) => ({ variant, weight: percentage * 1_000 })),
});

async function aSplitFlag(split: SplitInput | null, fields: Partial<NewFlag> = {}) {
  const environment = await api.newEnvironment();
  const flag = await editor.flags.create({
    environment,
    key: 'which',
    type: 'string',
    variants: VARIANTS,
    offVariant: 'a',
    enabled: true,
    rollout: { schedule: { kind: 'fixed', percentage: 100 } },
    split,
    ...fields,
  });
  return { environment, key: 'which', flag };
}

/** The variant of each of the 100,000 buckets. */
function ownersOf({ ranges }: Split): string[] {
  return ranges.flatMap(({ variant, from, to }) => Array.from({ length: to - from }, () => variant as string));
}
const splitOf = (flag: Flag): Split => flag.split ?? expect.fail('the flag has no split');

/** The minimum number of buckets that must move: those lost by shrinking variants. */
function leastMoves(before: Split, after: Split): number {
  const weightOf = (split: Split, key: string) => split.weights.find(({ variant }) => variant === key)?.weight ?? 0;
  return VARIANTS.reduce((sum, { key }) => sum + Math.max(0, weightOf(before, key) - weightOf(after, key)), 0);
}

async function answersOf(environment: EnvironmentKey, users: readonly string[]): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const userId of users) {
    const { variant } = await editor.evaluation.evaluate({ environment, flagKey: 'which', context: { userId } });
    answers.set(userId, variant ?? 'none');
  }
  return answers;
}

describe('B.13 an edit of a split', () => {
  it('moves the fewest possible users, for any weights before and after', async () => {
    const { environment, key } = await aSplitFlag(shares({ a: 25, b: 25, c: 25, d: 25 }));
    const weights = fc
      .array(fc.nat(1_000), { minLength: 4, maxLength: 4 })
      .filter((parts) => parts.some((part) => part > 0))
      .map((parts) => {
        const sum = parts.reduce((total, part) => total + part, 0);
        const scaled = parts.map((part) => Math.floor((part * 100_000) / sum));
        const rest = 100_000 - scaled.reduce((total, part) => total + part, 0);
        return scaled.map((weight, index) => ({
          variant: VARIANTS[index]?.key ?? '',
          weight: index === 0 ? weight + rest : weight,
        }));
      });
    let before = splitOf(await editor.flags.get({ environment, key }));
    await fc.assert(
      fc.asyncProperty(weights, async (edited) => {
        const after = splitOf(await editor.flags.update({ environment, key, split: { weights: edited } }));
        const [was, is] = [ownersOf(before), ownersOf(after)];
        expect(is.filter((owner, bucket) => owner !== was[bucket])).toHaveLength(leastMoves(before, after));
        before = after;
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the variant of everyone whose variant did not shrink', async () => {
    const { environment, key } = await aSplitFlag(shares({ a: 50, b: 30, c: 20 }));
    const users = Array.from({ length: 300 }, (_, index) => `user-${index}`);
    const before = await answersOf(environment, users);
    // `a` shrinks, `b` stays, `c` and `d` grow.
    await editor.flags.update({ environment, key, split: shares({ a: 30, b: 30, c: 30, d: 10 }) });
    const after = await answersOf(environment, users);
    const moved = users.filter((user) => before.get(user) !== after.get(user));
    expect(moved.length).toBeGreaterThan(0);
    for (const user of moved) {
      expect(before.get(user)).toBe('a');
      expect(['c', 'd']).toContain(after.get(user));
    }
  });

  it('moves nobody if it only reorders the weights', async () => {
    const { environment, key, flag } = await aSplitFlag(shares({ a: 50, b: 30, c: 20 }));
    const after = await editor.flags.update({ environment, key, split: shares({ c: 20, a: 50, b: 30 }) });
    expect(splitOf(after).ranges).toEqual(splitOf(flag).ranges);
    expect(splitOf(after).weights.map(({ variant }) => variant)).toEqual(['c', 'a', 'b']);
  });

  it('moves nobody if it changes other fields, even after several edits', async () => {
    const { environment, key } = await aSplitFlag(shares({ a: 50, b: 50 }));
    const edited = await editor.flags.update({ environment, key, split: shares({ a: 40, b: 30, c: 30 }) });
    await editor.flags.update({ environment, key, description: 'New words.' });
    await editor.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: 50 });
    await editor.flags.archive({ environment, key });
    const restored = await editor.flags.restore({ environment, key });
    expect(splitOf(restored)).toEqual(splitOf(edited));
  });

  it('cannot set the ranges', async () => {
    const { environment, key, flag } = await aSplitFlag(shares({ a: 50, b: 50 }));
    const split = { ...shares({ a: 50, b: 50 }), ranges: [{ variant: 'b', from: 0, to: 100_000 }] };
    await expect(editor.flags.update({ environment, key, split })).rejects.toThrow();
    expect(await editor.flags.get({ environment, key })).toEqual(flag);
  });

  it('that removes the split gives everyone the on variant', async () => {
    const { environment, key } = await aSplitFlag(shares({ c: 100 }));
    expect(await answersOf(environment, ['ada'])).toEqual(new Map([['ada', 'c']]));
    await editor.flags.update({ environment, key, split: null });
    expect(await answersOf(environment, ['ada'])).toEqual(new Map([['ada', 'a']]));
  });
});

describe('B.13 the split of a rule', () => {
  const rule = (id: string, split: SplitInput) => ({
    id,
    condition: { all: [] },
    serve: { kind: 'split' as const, split },
  });
  const rangesOf = ({ rules }: Flag, id: string) => {
    const serve = rules.find((each) => each.id === id)?.serve;
    return serve?.kind === 'split' ? serve.split.ranges : [];
  };

  it('keeps its ranges when rules are reordered and others are added', async () => {
    const { environment, key } = await aSplitFlag(null, { rules: [rule('x', shares({ a: 50, b: 50 }))] });
    const edited = await editor.flags.update({ environment, key, rules: [rule('x', shares({ a: 40, b: 40, c: 20 }))] });
    const moved = await editor.flags.update({
      environment,
      key,
      rules: [rule('new', shares({ a: 40, b: 40, c: 20 })), rule('x', shares({ a: 40, b: 40, c: 20 }))],
    });
    expect(rangesOf(moved, 'x')).toEqual(rangesOf(edited, 'x'));
    // A fresh deal is in order, so it differs from ranges that result from an edit.
    expect(rangesOf(moved, 'new')).not.toEqual(rangesOf(edited, 'x'));
  });

  it('moves the fewest possible users', async () => {
    const { environment, key, flag } = await aSplitFlag(null, { rules: [rule('x', shares({ a: 50, b: 25, c: 25 }))] });
    const edited = await editor.flags.update({ environment, key, rules: [rule('x', shares({ a: 30, b: 25, c: 45 }))] });
    const [was, is] = [flag, edited].map((each) => ownersOf({ ranges: rangesOf(each, 'x') } as Split));
    expect(is?.filter((owner, bucket) => owner !== was?.[bucket])).toHaveLength(20_000);
  });
});
