import { BUCKETS, weightSum, type EvaluationContext, type Split, type VariantKey } from '@burgee/contracts';
import { idReader, type EvaluateOptions } from './context.ts';
import { splitBucketer } from './hash.ts';
import { BrokenConfig } from './operators.ts';
import type { RandomBucket } from './random.ts';

/** Chooses a variant for a context. */
export type CompiledSplit<T> = (context: EvaluationContext, options: EvaluateOptions) => T;

/** `resolve` turns a variant's key into what is to be given for it, once for each range. */
export function compileSplit<T>(
  split: Split,
  flagSalt: string,
  draw: () => RandomBucket,
  resolve: (variant: VariantKey) => T,
): CompiledSplit<T> {
  const total = weightSum(split.weights);
  const ends = split.ranges.map((range) => range.to);
  const chosen = split.ranges.map((range) => resolve(range.variant));
  const firstWithWeight = split.weights.find(({ weight }) => weight > 0)?.variant;
  if (firstWithWeight === undefined || ends.at(-1) !== total) throw new BrokenConfig('the split does not own its buckets');
  const first = resolve(firstWithWeight);
  const idOf = idReader(split.bucketBy);
  const bucket = splitBucketer(split.algorithm, split.salt ?? flagSalt, total);
  const randomBucket = split.missing === 'random' ? draw() : undefined;

  function ownerOf(bucket: number): T {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bucket < (ends[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return chosen[low] as T;
  }

  return (context, options) => {
    const id = idOf(context);
    if (id !== undefined) return ownerOf(bucket(id));
    if (!randomBucket || options.random === undefined) return first;
    return ownerOf(Math.floor((randomBucket(options.random) * total) / BUCKETS));
  };
}
