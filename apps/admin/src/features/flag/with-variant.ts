import type { FlagType } from '@burgee/contracts';
import type { TargetingDraft } from './draft-types.ts';

const INITIAL_TEXT: Readonly<Record<FlagType, string>> = { boolean: 'true', string: '', number: '0', json: '{}' };

/** Adds a variant that nothing serves yet. */
export function withVariant(draft: TargetingDraft, type: FlagType, id: string): TargetingDraft {
  const { variants } = draft;
  return {
    ...draft,
    variants: [...variants, { id, key: freeKey(variants), text: INITIAL_TEXT[type], description: '' }],
  };
}

function freeKey(variants: TargetingDraft['variants']): string {
  const taken = new Set(variants.map(({ key }) => key));
  let number = variants.length + 1;
  while (taken.has(`variant-${number}`)) number += 1;
  return `variant-${number}`;
}
