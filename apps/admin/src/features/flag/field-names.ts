import type { TargetingDraft } from './draft-types.ts';

export const FIELD_NAMES: Readonly<Record<keyof TargetingDraft, string>> = {
  rollout: 'Rollout',
  variants: 'Variants',
  onVariant: 'On variant',
  offVariant: 'Off variant',
  split: 'Split',
  rules: 'Rules',
  prerequisites: 'Prerequisites',
  expiresAt: 'Expiry',
};
