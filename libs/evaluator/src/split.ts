import {
  BUCKETS,
  type EvaluationContext,
  type Split,
  type SplitFinding,
  type VariantKey,
  weightSum,
} from '@burgee/contracts';
import type { Choice } from './answers.ts';
import { BrokenConfig } from './broken-config.ts';
import { type Attribute, compileAttributes, type EvaluateOptions, hashableId } from './context.ts';
import { type Bucketing, bucketOfId, splitBucketing } from './hash.ts';
import type { Draw } from './random.ts';

/** A split, precomputed. */
export type CompiledSplit = {
  readonly total: number;
  /** The exclusive ends of the ranges, parallel to `owners`. */
  readonly ends: readonly number[];
  readonly owners: readonly Choice[];
  /** For a context with none of the attributes, unless a random draw chooses. */
  readonly first: Choice;
  readonly bucketBy: readonly Attribute[];
  readonly bucketing: Bucketing;
  readonly draw: Draw | undefined;
};

/** `draw` creates the random draw if the split needs one. @throws BrokenConfig if it cannot be evaluated. */
export function compileSplit(
  split: Split,
  flagSalt: string,
  draw: () => Draw,
  findChoice: (variant: VariantKey) => Choice,
): CompiledSplit {
  const { weights, ranges, bucketBy, algorithm, salt, missing } = split;
  const total = weightSum(weights);
  const ends = ranges.map((range) => range.to);
  const firstWithWeight = weights.find(({ weight }) => weight > 0);
  if (!firstWithWeight || ends.at(-1) !== total)
    throw new BrokenConfig('the ranges of the split do not cover its buckets');
  return {
    total,
    ends,
    owners: ranges.map((range) => findChoice(range.variant)),
    first: findChoice(firstWithWeight.variant),
    bucketBy: compileAttributes(bucketBy),
    bucketing: splitBucketing(algorithm, salt ?? flagSalt, total),
    draw: missing === 'random' ? draw() : undefined,
  };
}

export function chooseVariant(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): Choice {
  const bucket = splitBucket(split, context, options);
  return bucket === undefined ? split.first : (split.owners[rangeIndex(split, bucket)] as Choice);
}

/** The bucket that chooses, `0 <= bucket < total`; `undefined` if the first variant serves. */
function splitBucket(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): number | undefined {
  const id = hashableId(split.bucketBy, context);
  if (id !== undefined) return bucketOfId(split.bucketing, id);
  const drawn = split.draw?.(options.random);
  return drawn === undefined ? undefined : Math.floor((drawn * split.total) / BUCKETS);
}

/** The choice of `chooseVariant`, with the reason. */
export function findSplit(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): SplitFinding {
  const { total, ends, owners } = split;
  const bucket = splitBucket(split, context, options);
  const range = bucket === undefined ? undefined : rangeIndex(split, bucket);
  const variant = (range === undefined ? split.first : (owners[range] as Choice)).variant as VariantKey;
  const sizes = owners.map((owner, index) => (owner.variant === variant ? rangeSize(split, index) : 0));
  const chosen = { variant, share: (100 * sizes.reduce((sum, size) => sum + size, 0)) / total, total };
  if (bucket === undefined || range === undefined) return { ...chosen, basis: 'first' };
  const basis = hashableId(split.bucketBy, context) === undefined ? 'random' : 'hash';
  return { ...chosen, basis, bucket, from: ends[range - 1] ?? 0, to: ends[range] as number };
}

function rangeSize({ ends }: CompiledSplit, range: number): number {
  return (ends[range] as number) - (ends[range - 1] ?? 0);
}

/** The index of the range that contains a bucket. */
function rangeIndex({ ends }: CompiledSplit, bucket: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bucket < (ends[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
