import type { HashAlgorithm, Rollout, Schedule } from '@burgee/contracts';
import type { ConditionDraft } from '../../ui/condition/condition-draft.ts';

/** The content of a number field: a string until it is a number. */
export type NumberText = number | string;

/** A flag's targeting during an edit. It may be invalid; `readDraft` reports the problems. */
export type TargetingDraft = {
  readonly variants: readonly VariantDraft[];
  readonly onVariant: string;
  readonly offVariant: string | null;
  readonly split: SplitDraft | null;
  readonly rollout: RolloutDraft;
  readonly rules: readonly RuleDraft[];
  readonly prerequisites: readonly PrerequisiteDraft[];
  readonly expiresAt: string | null;
};

export type VariantDraft = {
  /** Identifies the variant while its key is being typed. */
  readonly id: string;
  readonly key: string;
  /** The text in its value field. */
  readonly text: string;
  readonly description: string;
};

export type ScheduleDraft =
  | { readonly kind: 'fixed'; readonly percentage: NumberText }
  | { readonly kind: 'steps'; readonly steps: readonly { readonly at: string; readonly percentage: NumberText }[] }
  | {
      readonly kind: 'ramp';
      readonly from: NumberText;
      readonly to: NumberText;
      readonly startAt: string;
      readonly endAt: string;
    };
export type ScheduleKind = Schedule['kind'];

export type RolloutDraft = Omit<Rollout, 'schedule' | 'bucketBy'> & {
  readonly schedule: ScheduleDraft;
  readonly bucketBy: readonly string[];
};

export type SplitDraft = {
  readonly weights: readonly { readonly variant: string; readonly share: NumberText }[];
  readonly bucketBy: readonly string[];
  readonly salt: string | null;
  readonly algorithm: HashAlgorithm;
  readonly missing: 'first' | 'random';
};

export type ServeDraft =
  { readonly kind: 'variant'; readonly variant: string } | { readonly kind: 'split'; readonly split: SplitDraft };

export type RuleDraft = {
  readonly id: string;
  readonly description: string;
  readonly condition: ConditionDraft;
  readonly rollout: RolloutDraft;
  readonly serve: ServeDraft;
};

export type PrerequisiteDraft = {
  readonly id: string;
  readonly flagKey: string;
  /** `null` means off without a variant. */
  readonly variants: readonly (string | null)[];
};
