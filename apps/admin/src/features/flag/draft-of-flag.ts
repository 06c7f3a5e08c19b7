import { type Flag, type Rule, type ServeInput, type SplitInput, writeValueText } from '@burgee/contracts';
import { draftOfCondition } from '../../ui/condition/condition-draft.ts';
import type { RuleDraft, ServeDraft, SplitDraft, TargetingDraft } from './draft-types.ts';

const WEIGHT_PER_PERCENT = 1_000;

/** Deterministic: the same flag returns the same draft, including its ids. */
export function draftOfFlag(flag: Flag): TargetingDraft {
  const { type, variants, onVariant, offVariant, split, rollout, rules, prerequisites, expiresAt } = flag;
  return {
    variants: variants.map(({ key, value, description = '' }) => ({
      id: key,
      key,
      text: writeValueText(type, value),
      description,
    })),
    onVariant,
    offVariant,
    split: split && draftOfSplit(split),
    rollout,
    rules: rules.map(draftOfRule),
    prerequisites: prerequisites.map(({ flagKey, variants }) => ({ id: flagKey, flagKey, variants })),
    expiresAt,
  };
}

export function draftOfRule({ id, description, condition, rollout, serve }: Rule): RuleDraft {
  return { id, description, condition: draftOfCondition(condition), rollout, serve: draftOfServe(serve) };
}

function draftOfServe(serve: ServeInput): ServeDraft {
  return serve.kind === 'variant' ? serve : { kind: 'split', split: draftOfSplit(serve.split) };
}

function draftOfSplit({ weights, bucketBy, salt, algorithm, missing }: SplitInput): SplitDraft {
  const shares = weights.map(({ variant, weight }) => ({ variant, share: weight / WEIGHT_PER_PERCENT }));
  return { weights: shares, bucketBy, salt, algorithm, missing };
}
