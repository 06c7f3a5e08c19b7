import type { NumberText, ServeDraft, SplitDraft, TargetingDraft } from './draft-types.ts';

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

/** A split that gives everyone what they got without it, among all variants. */
function newSplit(variants: readonly string[], current: string): SplitDraft {
  const weights = [...new Set([...variants, current])].map((variant) => ({
    variant,
    share: variant === current ? 100 : 0,
  }));
  return { weights, bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' };
}

/** The variant that most get, for whom nothing changes without the split. */
function largestShare({ weights }: SplitDraft): string | undefined {
  const [first, ...others] = weights;
  if (!first) return undefined;
  return others.reduce((best, one) => (thousandths(one.share) > thousandths(best.share) ? one : best), first).variant;
}

/** Replaces the form of a rule's result and keeps the result itself, unless a split is given up. */
export function serveOfKind(kind: string, before: ServeDraft, { variants, onVariant }: Served): ServeDraft {
  if (kind === before.kind) return before;
  if (before.kind === 'split') return { kind: 'variant', variant: largestShare(before.split) ?? onVariant };
  const keys = variants.map(({ key }) => key);
  return { kind: 'split', split: newSplit(keys, before.variant) };
}
type Served = Pick<TargetingDraft, 'variants' | 'onVariant'>;

/** Instead of the on variant, a split that begins with it; and back. */
export function withFlagSplit(draft: TargetingDraft, hasSplit: boolean): TargetingDraft {
  const { variants, onVariant, offVariant, split } = draft;
  if (hasSplit)
    return {
      ...draft,
      split:
        split ??
        newSplit(
          variants.map(({ key }) => key),
          onVariant,
        ),
    };
  const largest = split ? largestShare(split) : undefined;
  // Most of a split may be left out of the feature; without it, all of them would be.
  const isOff = largest === undefined || largest === offVariant;
  return { ...draft, split: null, onVariant: isOff ? onVariant : largest };
}

function thousandths(share: NumberText): number {
  return typeof share === 'number' ? Math.round(share * 1_000) : 0;
}
