import {
  BUCKETS,
  weightSum,
  type EvaluationContext,
  type Split,
  type SplitFinding,
  type VariantKey,
} from '@burgee/contracts';
import type { Choice } from './answers.ts';
import { BrokenConfig } from './broken-config.ts';
import { attributesOf, idOf, type Attribute, type EvaluateOptions } from './context.ts';
import { bucketOfId, splitBucketing, type Bucketing } from './hash.ts';
import type { Draw } from './random.ts';

/** A split made ready. */
export type CompiledSplit = {
  readonly total: number;
  /** Where the ranges end, and whom each belongs to. */
  readonly ends: readonly number[];
  readonly owners: readonly Choice[];
  /** For a context with none of the attributes, where a random draw does not choose. */
  readonly first: Choice;
  readonly bucketBy: readonly Attribute[];
  readonly bucketing: Bucketing;
  readonly draw: Draw | undefined;
};

/** `draw` makes the random draw where the split needs one. @throws BrokenConfig where it cannot be evaluated. */
export function compileSplit(
  split: Split,
  flagSalt: string,
  draw: () => Draw,
  choiceOf: (variant: VariantKey) => Choice,
): CompiledSplit {
  const { weights, ranges, bucketBy, algorithm, salt, missing } = split;
  const total = weightSum(weights);
  const ends = ranges.map((range) => range.to);
  const firstWithWeight = weights.find(({ weight }) => weight > 0);
  if (!firstWithWeight || ends.at(-1) !== total) throw new BrokenConfig('the split does not own its buckets');
  return {
    total,
    ends,
    owners: ranges.map((range) => choiceOf(range.variant)),
    first: choiceOf(firstWithWeight.variant),
    bucketBy: attributesOf(bucketBy),
    bucketing: splitBucketing(algorithm, salt ?? flagSalt, total),
    draw: missing === 'random' ? draw() : undefined,
  };
}

export function chooseVariant(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): Choice {
  const bucket = splitBucket(split, context, options);
  return bucket === undefined ? split.first : (split.owners[rangeOf(split, bucket)] as Choice);
}

/** The bucket that chooses, `0 <= bucket < total`; `undefined` where the first variant serves. */
function splitBucket(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): number | undefined {
  const id = idOf(split.bucketBy, context);
  if (id !== undefined) return bucketOfId(split.bucketing, id);
  const drawn = split.draw?.(options.random);
  return drawn === undefined ? undefined : Math.floor((drawn * split.total) / BUCKETS);
}

/** The choice of `chooseVariant`, and how it came about. */
export function findSplit(split: CompiledSplit, context: EvaluationContext, options: EvaluateOptions): SplitFinding {
  const { total, ends, owners } = split;
  const bucket = splitBucket(split, context, options);
  const range = bucket === undefined ? undefined : rangeOf(split, bucket);
  const variant = (range === undefined ? split.first : (owners[range] as Choice)).variant as VariantKey;
  const sizes = owners.map((owner, index) => (owner.variant === variant ? sizeOf(split, index) : 0));
  const chosen = { variant, share: (100 * sizes.reduce((sum, size) => sum + size, 0)) / total, total };
  if (bucket === undefined || range === undefined) return { ...chosen, basis: 'first' };
  const basis = idOf(split.bucketBy, context) === undefined ? 'random' : 'hash';
  return { ...chosen, basis, bucket, from: ends[range - 1] ?? 0, to: ends[range] as number };
}

function sizeOf({ ends }: CompiledSplit, range: number): number {
  return (ends[range] as number) - (ends[range - 1] ?? 0);
}

/** The index of the range that holds a bucket. */
function rangeOf({ ends }: CompiledSplit, bucket: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bucket < (ends[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
