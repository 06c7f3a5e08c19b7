import { readValueText, writeValueText, type Flag, type JsonValue, type VariantKey } from '@burgee/contracts';

/** What somebody chooses while they set an override: whatever on is, a variant, or a value that no variant has. */
export type ValueDraft =
  | { readonly kind: 'on' }
  | { readonly kind: 'variant'; readonly variant: VariantKey }
  | { readonly kind: 'own'; readonly text: string };

export type ReadDraft =
  | { readonly isValid: true; readonly value: JsonValue; readonly variant?: VariantKey }
  | { readonly isValid: false; readonly problem: string };

type Valued = Pick<Flag, 'type' | 'variants' | 'onVariant' | 'offVariant'>;

/** The value that a draft means for this flag, or what is wrong with it. */
export function readDraft(flag: Valued, draft: ValueDraft): ReadDraft {
  if (draft.kind === 'own') return readText(flag.type, draft.text);
  const key = draft.kind === 'on' ? flag.onVariant : draft.variant;
  const variant = flag.variants.find((one) => one.key === key);
  if (!variant) return { isValid: false, problem: `There is no variant "${key}".` };
  return { isValid: true, value: variant.value, variant: variant.key };
}

/** A draft for a value that is already set. */
export function draftOfValue(flag: Valued, value: JsonValue | undefined): ValueDraft {
  if (value === undefined) return { kind: 'on' };
  const text = JSON.stringify(value);
  const variant = flag.variants.find((one) => JSON.stringify(one.value) === text);
  if (variant) return { kind: 'variant', variant: variant.key };
  return { kind: 'own', text: writeValueText(flag.type, value) };
}

/** What a new override begins with: off, where there is such a variant. */
export function offDraft(flag: Valued): ValueDraft {
  return flag.offVariant === null ? { kind: 'own', text: '' } : { kind: 'variant', variant: flag.offVariant };
}

export function onDraft(flag: Valued): ValueDraft {
  return { kind: 'variant', variant: flag.onVariant };
}

function readText(type: Flag['type'], text: string): ReadDraft {
  if (type !== 'string' && text.trim() === '') return { isValid: false, problem: 'Enter a value.' };
  const read = readValueText(type, text);
  return 'value' in read ? { isValid: true, value: read.value } : { isValid: false, problem: read.problem };
}
