import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, weightSum } from './buckets.ts';
import { Split, SplitInput } from './split.ts';

type Weights = Record<string, number>;
const weightsOf = (weights: Weights) => Object.entries(weights).map(([variant, weight]) => ({ variant, weight }));

/** The problems of a value, as `path: message`. */
function problemsOf(schema: typeof Split | typeof SplitInput, value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe("an editor's input for a split", () => {
  it('requires only weights', () => {
    const weights = weightsOf({ blue: 40_000, green: 60_000 });
    expect(SplitInput.parse({ weights })).toEqual({
      weights,
      bucketBy: ['userId'],
      salt: null,
      algorithm: 'murmur3',
      missing: 'first',
    });
  });

  it('can give a variant the weight 0', () => {
    expect(problemsOf(SplitInput, { weights: weightsOf({ blue: BUCKETS, green: 0 }) })).toEqual([]);
  });

  it('must have weights that sum to 100,000', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: BUCKETS }), fc.integer({ min: 0, max: BUCKETS }), (blue, green) => {
        const problems = problemsOf(SplitInput, { weights: weightsOf({ blue, green }) });
        const sum = blue + green;
        const message = `weights: must sum to 100,000 (thousandths of a percent), not ${sum}`;
        expect(problems).toEqual(sum === BUCKETS ? [] : [message]);
      }),
      {
        examples: [
          [40_000, 60_000],
          [40_000, 59_999],
          [40_000, 60_001],
          [0, 0],
        ],
      },
    );
  });

  it('cannot name a variant twice', () => {
    const weights = [...weightsOf({ blue: 40_000 }), ...weightsOf({ blue: 60_000 })];
    expect(problemsOf(SplitInput, { weights })).toEqual(['weights: names a variant twice']);
  });

  it.each([-1, 0.5, NaN])('cannot have the weight %s', (weight) => {
    expect(problemsOf(SplitInput, { weights: weightsOf({ blue: weight, green: BUCKETS - weight }) })).not.toEqual([]);
  });

  it('must name a variant', () => {
    expect(problemsOf(SplitInput, { weights: [] })).not.toEqual([]);
  });

  it.each([1, 100, 1_000])("with Unleash's algorithm can have any sum, such as %i", (blue) => {
    expect(problemsOf(SplitInput, { algorithm: 'unleash', weights: weightsOf({ blue }) })).toEqual([]);
  });

  it("with Unleash's algorithm cannot sum to 0", () => {
    expect(problemsOf(SplitInput, { algorithm: 'unleash', weights: weightsOf({ blue: 0 }) })).toEqual([
      expect.stringMatching(/^weights: must sum to/),
    ]);
  });

  it('has the sum 0 without weights', () => {
    expect(weightSum([])).toBe(0);
  });
});

describe('the ranges of a split', () => {
  type Range = readonly [variant: string, from: number, to: number];
  const problems = (weights: Weights, ...ranges: Range[]) =>
    problemsOf(Split, {
      weights: weightsOf(weights),
      ranges: ranges.map(([variant, from, to]) => ({ variant, from, to })),
    });
  const halves = { blue: 50_000, green: 50_000 };
  const GAPS = 'ranges: must follow one another without gaps';
  const OWNERS = 'ranges: must own as many buckets as the weights specify';

  it('follow one another and own what the weights specify', () => {
    expect(problems(halves, ['blue', 0, 50_000], ['green', 50_000, 100_000])).toEqual([]);
  });

  it('can belong to a variant several times, in any order', () => {
    expect(problems(halves, ['green', 0, 1], ['blue', 1, 50_001], ['green', 50_001, 100_000])).toEqual([]);
  });

  it('omit a variant with weight 0', () => {
    expect(problems({ blue: BUCKETS, green: 0 }, ['blue', 0, BUCKETS])).toEqual([]);
  });

  it.each<[string, string[], Range[]]>([
    [
      'begin after 0',
      [GAPS, OWNERS],
      [
        ['blue', 1, 50_000],
        ['green', 50_000, 100_000],
      ],
    ],
    [
      'have a gap',
      [GAPS, OWNERS],
      [
        ['blue', 0, 49_999],
        ['green', 50_000, 100_000],
      ],
    ],
    [
      'overlap',
      [GAPS, OWNERS],
      [
        ['blue', 0, 50_001],
        ['green', 50_000, 100_000],
      ],
    ],
    [
      'overlap but own enough',
      [GAPS],
      [
        ['blue', 0, 50_000],
        ['green', 0, 50_000],
        ['blue', 50_000, 50_000],
        ['green', 100_000, 100_000],
      ],
    ],
    [
      'are empty',
      [GAPS, GAPS],
      [
        ['blue', 0, 50_000],
        ['blue', 50_000, 50_000],
        ['green', 50_000, 50_000],
        ['green', 50_000, 100_000],
      ],
    ],
    [
      'go backwards',
      [GAPS, GAPS, OWNERS],
      [
        ['blue', 50_000, 100_000],
        ['green', 0, 50_000],
      ],
    ],
    [
      'end too early',
      [OWNERS],
      [
        ['blue', 0, 50_000],
        ['green', 50_000, 99_999],
      ],
    ],
    [
      'end too late',
      [OWNERS],
      [
        ['blue', 0, 50_000],
        ['green', 50_000, 100_001],
      ],
    ],
    [
      'give one variant too much and another too little',
      [OWNERS],
      [
        ['blue', 0, 50_001],
        ['green', 50_001, 100_000],
      ],
    ],
    [
      'belong to a variant with weight 0',
      [OWNERS],
      [
        ['blue', 0, 50_000],
        ['red', 50_000, 100_000],
      ],
    ],
    [
      'belong to an unknown variant beyond the sum',
      [OWNERS],
      [
        ['blue', 0, 50_000],
        ['green', 50_000, 100_000],
        ['red', 100_000, 100_001],
      ],
    ],
  ])('cannot %s', (_, expected, ranges) => {
    expect(new Set(problems(halves, ...ranges))).toEqual(new Set(expected));
  });

  describe('assigned in any way', () => {
    const dealt = fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 2, max: BUCKETS - 2 }), {
          maxLength: 6,
          comparator: (a, b) => Math.abs(a - b) < 2,
        }),
        fc.array(fc.constantFrom('blue', 'green', 'red'), { minLength: 7, maxLength: 7 }),
      )
      .map(([cuts, owners]) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), BUCKETS];
        const ranges = edges.slice(1).map((to, index) => ({ variant: owners[index], from: edges[index] ?? 0, to }));
        const weights = new Map<string | undefined, number>();
        for (const { variant, from, to } of ranges) weights.set(variant, (weights.get(variant) ?? 0) + to - from);
        return { weights: [...weights].map(([variant, weight]) => ({ variant, weight })), ranges };
      });

    it('are accepted', () => {
      fc.assert(
        fc.property(dealt, (split) => {
          expect(problemsOf(Split, split)).toEqual([]);
        }),
      );
    });

    it('are rejected if one boundary is off by one bucket', () => {
      fc.assert(
        fc.property(
          dealt,
          fc.nat(),
          fc.constantFrom('from', 'to'),
          fc.constantFrom(-1, 1),
          (split, index, edge, shift) => {
            const range = split.ranges[index % split.ranges.length]!;
            range[edge] += shift;
            expect(problemsOf(Split, split)).not.toEqual([]);
          },
        ),
      );
    });
  });
});
