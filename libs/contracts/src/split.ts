import { z } from 'zod';
import { BUCKETS, weightSum } from './buckets.ts';
import { VariantKey } from './ids.ts';
import { BucketBy, HashAlgorithm, Salt } from './rollout.ts';

const SplitWeight = z.strictObject({ variant: VariantKey, weight: z.int().min(0).max(1_000_000) });
export type SplitWeight = z.infer<typeof SplitWeight>;

/** Buckets `from` to `to`, excluding `to`. */
const SplitRange = z.strictObject({ variant: VariantKey, from: z.int().nonnegative(), to: z.int().positive() });
export type SplitRange = z.infer<typeof SplitRange>;

/** An editor's input for a split. The server assigns the ranges, so that an edit moves as few users as possible. */
export const SplitInput = z
  .strictObject({
    weights: z.array(SplitWeight).min(1).max(100),
    bucketBy: BucketBy,
    /** `null`: the flag's salt. */
    salt: Salt.nullable().default(null),
    algorithm: HashAlgorithm.default('murmur3'),
    /** For a context with none of the attributes: the first variant with a weight above 0, or a random one by weight. */
    missing: z.enum(['first', 'random']).default('first'),
  })
  .superRefine((split, ctx) => {
    const sum = weightSum(split.weights);
    // Unleash's weights can have any sum, which is its number of buckets.
    if (split.algorithm === 'unleash' ? sum === 0 : sum !== BUCKETS) {
      ctx.addIssue({
        code: 'custom',
        path: ['weights'],
        message: `must sum to 100,000 (thousandths of a percent), not ${sum}`,
      });
    }
    if (new Set(split.weights.map((entry) => entry.variant)).size !== split.weights.length) {
      ctx.addIssue({ code: 'custom', path: ['weights'], message: 'names a variant twice' });
    }
  });
export type SplitInput = z.infer<typeof SplitInput>;

/** Consecutive ranges, each of one variant. */
const Ranges = z.array(SplitRange).min(1).max(10_000);

/** The stored form of a split: `ranges` assign buckets to variants; `weights` count them, in the order that people see. */
export const Split = SplitInput.safeExtend({ ranges: Ranges }).superRefine(checkRanges);
export type Split = z.infer<typeof Split>;

/** A split in a file. Without `ranges`, the server assigns them. */
export const FileSplit = SplitInput.safeExtend({ ranges: Ranges.optional() }).superRefine((split, ctx) => {
  if (split.ranges) checkRanges({ ...split, ranges: split.ranges }, ctx);
});

function checkRanges(
  split: { readonly weights: readonly SplitWeight[]; readonly ranges: readonly SplitRange[] },
  ctx: z.core.$RefinementCtx,
): void {
  const owned = new Map<VariantKey, number>();
  let next = 0;
  for (const { variant, from, to } of split.ranges) {
    if (from !== next || to <= from)
      ctx.addIssue({ code: 'custom', path: ['ranges'], message: 'must follow one another without gaps' });
    owned.set(variant, (owned.get(variant) ?? 0) + to - from);
    next = to;
  }
  const agrees = split.weights.every(({ variant, weight }) => (owned.get(variant) ?? 0) === weight);
  if (!agrees || next !== weightSum(split.weights)) {
    ctx.addIssue({ code: 'custom', path: ['ranges'], message: 'must own as many buckets as the weights specify' });
  }
}
