import type { ServeDraft, SplitDraft, TargetingDraft } from './draft-types.ts';

/** A variant's new key, wherever the old one stood: a name that is changed points nowhere else. */
export function renameVariant(draft: TargetingDraft, id: string, key: string): TargetingDraft {
  const before = draft.variants.find((variant) => variant.id === id)?.key;
  const variants = draft.variants.map((variant) => (variant.id === id ? { ...variant, key } : variant));
  const isShared = draft.variants.some((variant) => variant.id !== id && variant.key === before);
  // Of two variants with one key, nobody can say which is meant.
  if (before === undefined || isShared) return { ...draft, variants };
  const named = (variant: string) => (variant === before ? key : variant);
  const inSplit = (split: SplitDraft): SplitDraft => ({
    ...split,
    weights: split.weights.map(({ variant, share }) => ({ variant: named(variant), share })),
  });
  const inServe = (serve: ServeDraft): ServeDraft =>
    serve.kind === 'variant' ? { ...serve, variant: named(serve.variant) } : { ...serve, split: inSplit(serve.split) };
  return {
    ...draft,
    variants,
    onVariant: named(draft.onVariant),
    offVariant: draft.offVariant === null ? null : named(draft.offVariant),
    split: draft.split && inSplit(draft.split),
    rules: draft.rules.map((rule) => ({ ...rule, serve: inServe(rule.serve) })),
  };
}
