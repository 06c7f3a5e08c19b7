import {
  type FlagConfig,
  isSameJson,
  isValueOf,
  type JsonValue,
  type Override,
  type VariantKey,
} from '@burgee/contracts';
import { Inexact, type Logic } from './logic.ts';

/** A result of a flag, before it is written for flagd or for another flag that requires it. */
export type Served =
  | { readonly kind: 'variant'; readonly variant: string }
  /** Off, without a variant: the caller's default applies. */
  | { readonly kind: 'nothing' }
  /** The value of an override that is not a variant. */
  | { readonly kind: 'value'; readonly value: JsonValue; readonly enabled: boolean };

export function servedVariant(variant: VariantKey | null): Served {
  return variant === null ? { kind: 'nothing' } : { kind: 'variant', variant };
}

/** The result that an override serves. One with a value of another type serves off. */
export function servedByOverride(flag: FlagConfig, override: Override): Served {
  const { type, variants, onVariant, offVariant } = flag;
  if (override.type === 'user') {
    if (override.overrideType === 'exclude') return servedVariant(offVariant);
    if (override.value === undefined) return servedVariant(onVariant);
  }
  const value = override.value as JsonValue;
  if (!isValueOf[type](value)) return servedVariant(offVariant);
  const variant = variants.find((variant) => isSameJson(variant.value, value));
  if (variant) return servedVariant(variant.key);
  return { kind: 'value', value, enabled: type !== 'boolean' || value === true };
}

/** Writes what a flag serves. */
export type Write = (served: Served) => Logic;

/** Stands for off without a variant where another flag requires it. No variant has this key. */
export const NOTHING = '';

/** For a flag that requires another one, which compares variants only. */
export const writeForRequirement: Write = (served) => {
  if (served.kind === 'variant') return served.variant;
  const isOff = served.kind === 'nothing' || !served.enabled;
  return isOff ? NOTHING : null;
};

export type Variants = {
  readonly write: Write;
  /** All variants that were written, and those of the flag, by key. */
  values(): Readonly<Record<string, JsonValue>>;
};

/** The variants of a flag in flagd, with one for each value of an override that is not among its own. */
export function createVariants({ type, variants }: FlagConfig): Variants {
  const values = new Map<string, JsonValue>(variants.map(({ key, value }) => [key, value]));
  for (const value of values.values()) checkValue(type, value);

  function keyOf(value: JsonValue): string {
    for (const [key, known] of values) if (key.startsWith(OVERRIDE) && isSameJson(known, value)) return key;
    checkValue(type, value);
    let key = OVERRIDE;
    for (let number = 2; values.has(key); number++) key = `${OVERRIDE} ${number}`;
    values.set(key, value);
    return key;
  }

  return {
    write: (served) => {
      if (served.kind === 'nothing') return null;
      return served.kind === 'variant' ? served.variant : keyOf(served.value);
    },
    values: () => Object.fromEntries(values),
  };
}

/** The variant of an override's value. */
const OVERRIDE = 'override';

/** @throws Inexact */
function checkValue(type: FlagConfig['type'], value: JsonValue): void {
  if (type !== 'json') return;
  if (Array.isArray(value)) throw new Inexact('has a JSON value that is a list: flagd has objects only');
  if (JSON.stringify(value).includes('"$ref"')) {
    throw new Inexact('has a JSON value with the field $ref, which providers of flagd replace');
  }
}
