import {
  type Flag,
  isSameJson,
  type JsonValue,
  readValueText,
  type VariantKey,
  writeValueText,
} from '@burgee/contracts';

/** The chosen value of an override being edited: the on variant whichever it is, a specific variant, or a custom value. */
export type ValueDraft =
  | { readonly kind: 'on' }
  | { readonly kind: 'variant'; readonly variant: VariantKey }
  | { readonly kind: 'own'; readonly text: string };

export type ReadDraft =
  | { readonly isValid: true; readonly value: JsonValue; readonly variant?: VariantKey }
  | { readonly isValid: false; readonly problem: string };

type FlagValues = Pick<Flag, 'type' | 'variants' | 'onVariant' | 'offVariant'>;

/** The value of a draft for this flag, or the problem with it. */
export function readDraft(flag: FlagValues, draft: ValueDraft): ReadDraft {
  if (draft.kind === 'own') return readCustomValue(flag.type, draft.text);
  const key = draft.kind === 'on' ? flag.onVariant : draft.variant;
  const variant = flag.variants.find((one) => one.key === key);
  if (!variant) return { isValid: false, problem: `There is no variant "${key}".` };
  return { isValid: true, value: variant.value, variant: variant.key };
}

/** Creates a draft from a stored value. */
export function draftOfValue(flag: FlagValues, value: JsonValue | undefined): ValueDraft {
  if (value === undefined) return { kind: 'on' };
  const variant = flag.variants.find((one) => isSameJson(one.value, value));
  if (variant) return { kind: 'variant', variant: variant.key };
  return { kind: 'own', text: writeValueText(flag.type, value) };
}

/** The initial draft of an emergency: the off variant, if the flag has one. */
export function offDraft(flag: FlagValues): ValueDraft {
  return flag.offVariant === null ? { kind: 'own', text: '' } : { kind: 'variant', variant: flag.offVariant };
}

export function onDraft(flag: FlagValues): ValueDraft {
  return { kind: 'variant', variant: flag.onVariant };
}

function readCustomValue(type: Flag['type'], text: string): ReadDraft {
  if (type !== 'string' && text.trim() === '') return { isValid: false, problem: 'Enter a value.' };
  const read = readValueText(type, text);
  return 'value' in read ? { isValid: true, value: read.value } : { isValid: false, problem: read.problem };
}
