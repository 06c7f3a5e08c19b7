import type { ServeDraft, SplitDraft, TargetingDraft } from './draft-types.ts';

/** Renames a variant and updates all references to it. */
export function renameVariant(draft: TargetingDraft, id: string, key: string): TargetingDraft {
  const before = draft.variants.find((variant) => variant.id === id)?.key;
  const variants = draft.variants.map((variant) => (variant.id === id ? { ...variant, key } : variant));
  const isAmbiguous = draft.variants.some((variant) => variant.id !== id && variant.key === before);
  // If two variants share the key, the references are ambiguous.
  if (before === undefined || isAmbiguous) return { ...draft, variants };
  const renamed = (variant: string) => (variant === before ? key : variant);
  const inSplit = (split: SplitDraft): SplitDraft => ({
    ...split,
    weights: split.weights.map(({ variant, share }) => ({ variant: renamed(variant), share })),
  });
  const inServe = (serve: ServeDraft): ServeDraft =>
    serve.kind === 'variant'
      ? { ...serve, variant: renamed(serve.variant) }
      : { ...serve, split: inSplit(serve.split) };
  return {
    ...draft,
    variants,
    onVariant: renamed(draft.onVariant),
    offVariant: draft.offVariant === null ? null : renamed(draft.offVariant),
    split: draft.split && inSplit(draft.split),
    rules: draft.rules.map((rule) => ({ ...rule, serve: inServe(rule.serve) })),
  };
}
