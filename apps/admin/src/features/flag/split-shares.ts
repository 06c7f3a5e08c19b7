import type { NumberText, ServeDraft, SplitDraft, TargetingDraft } from './draft-types.ts';

const WHOLE = 100_000;

/** The sum of the shares, in percent; text that is not a number counts as 0. */
export function shareSum(weights: SplitDraft['weights']): number {
  return weights.reduce((sum, { share }) => sum + thousandths(share), 0) / 1_000;
}

/** Equal shares in thousandths of a percent; the first ones take the remainder. */
export function evenShares(variants: readonly string[]): SplitDraft['weights'] {
  const each = Math.floor(WHOLE / variants.length);
  const left = WHOLE - each * variants.length;
  return variants.map((variant, index) => ({ variant, share: (each + (index < left ? 1 : 0)) / 1_000 }));
}

/** Sets the share at `index` to the rest that the others leave, so that all add up to 100%. */
export function filledShares(weights: SplitDraft['weights'], index: number): SplitDraft['weights'] {
  const others = weights.reduce((sum, { share }, at) => sum + (at === index ? 0 : thousandths(share)), 0);
  const share = Math.max(0, WHOLE - others) / 1_000;
  return weights.map((weight, at) => (at === index ? { ...weight, share } : weight));
}

/** A split among all variants that still serves `current` to everyone. */
function newSplit(variants: readonly string[], current: string): SplitDraft {
  const weights = [...new Set([...variants, current])].map((variant) => ({
    variant,
    share: variant === current ? 100 : 0,
  }));
  return { weights, bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' };
}

/** The variant with the largest share: for its users, removing the split changes nothing. */
function largestShare({ weights }: SplitDraft): string | undefined {
  const [first, ...others] = weights;
  if (!first) return undefined;
  return others.reduce((best, one) => (thousandths(one.share) > thousandths(best.share) ? one : best), first).variant;
}

/** Switches a rule between one variant and a split. Keeps the result, except when a split of several variants is removed. */
export function serveOfKind(kind: string, before: ServeDraft, { variants, onVariant }: FlagVariants): ServeDraft {
  if (kind === before.kind) return before;
  if (before.kind === 'split') return { kind: 'variant', variant: largestShare(before.split) ?? onVariant };
  const keys = variants.map(({ key }) => key);
  return { kind: 'split', split: newSplit(keys, before.variant) };
}
type FlagVariants = Pick<TargetingDraft, 'variants' | 'onVariant'>;

/** Replaces the on variant by a split that serves it to everyone, or removes the split. */
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
  // If most users get the off variant by the split, removing it must not turn the flag off for all of them.
  const isOff = largest === undefined || largest === offVariant;
  return { ...draft, split: null, onVariant: isOff ? onVariant : largest };
}

function thousandths(share: NumberText): number {
  return typeof share === 'number' ? Math.round(share * 1_000) : 0;
}
