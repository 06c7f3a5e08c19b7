import type { NumberText, SplitDraft } from './draft-types.ts';

const WHOLE = 100_000;

/** What the shares sum to, in percent; what is no number counts as nothing. */
export function shareSum(weights: SplitDraft['weights']): number {
  return weights.reduce((sum, { share }) => sum + thousandths(share), 0) / 1_000;
}

/** The same share for each, to the thousandth of a percent: the first ones take what is left over. */
export function evenShares(variants: readonly string[]): SplitDraft['weights'] {
  const each = Math.floor(WHOLE / variants.length);
  const left = WHOLE - each * variants.length;
  return variants.map((variant, index) => ({ variant, share: (each + (index < left ? 1 : 0)) / 1_000 }));
}

/** Gives the last share that has something what the others leave, so that all of them are the whole. */
export function filledShares(weights: SplitDraft['weights'], index: number): SplitDraft['weights'] {
  const others = weights.reduce((sum, { share }, at) => sum + (at === index ? 0 : thousandths(share)), 0);
  const share = Math.max(0, WHOLE - others) / 1_000;
  return weights.map((weight, at) => (at === index ? { ...weight, share } : weight));
}

export function newSplit(variants: readonly string[]): SplitDraft {
  return { weights: evenShares(variants), bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' };
}

function thousandths(share: NumberText): number {
  return typeof share === 'number' ? Math.round(share * 1_000) : 0;
}
