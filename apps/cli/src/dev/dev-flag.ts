import { type FlagConfig, FlagKey, isValueOf, type JsonValue, OFF, ON, rolloutOf, VariantKey } from '@burgee/contracts';
import { isDeepStrictEqual } from 'node:util';
import type { DeclaredFlag } from '../types/declaration.ts';

type Variants = FlagConfig['variants'];

/** The variants of flags without listed values: the fallback of the code, and the value that was set by hand. */
const [FALLBACK, SET] = ['fallback', 'set'].map((key) => VariantKey.parse(key)) as [VariantKey, VariantKey];
const EMPTY = { boolean: false, string: '', number: 0, json: {} } as const;

/**
 * The flag that answers with the value that was set by hand, else with its declared fallback. Without either in the file, it
 * answers nothing, and the fallback of the code applies.
 */
export function flagOf(declared: DeclaredFlag, value?: JsonValue): FlagConfig {
  const { key, type, fallback } = declared;
  const variants = variantsOf(declared, value);
  const keyOfValue = (wanted: JsonValue | undefined) =>
    variants.find((variant) => isDeepStrictEqual(variant.value, wanted))?.key;
  const off = keyOfValue(type === 'boolean' ? false : fallback);
  const on = keyOfValue(value ?? (type === 'boolean' ? true : fallback));
  return {
    ...{ key: FlagKey.parse(key), type, variants, archived: false, expiresAt: null, salt: key, split: null },
    ...{ rules: [], prerequisites: [], rollout: rolloutOf(100) },
    enabled: value === undefined ? fallback === true : value !== false,
    onVariant: on ?? FALLBACK,
    offVariant: value === undefined && fallback === undefined ? null : (off ?? null),
  };
}

function variantsOf({ type, fallback = EMPTY[type], values }: DeclaredFlag, value: JsonValue | undefined): Variants {
  if (type === 'boolean') return [ON, OFF];
  if (values) return values.map((one, index) => ({ key: keyOf(one, index), value: one }));
  const ofFallback = { key: FALLBACK, value: fallback };
  return value === undefined || isDeepStrictEqual(value, fallback) ? [ofFallback] : [ofFallback, { key: SET, value }];
}

/** A value that can be a key is its own. */
function keyOf(value: JsonValue, index: number): VariantKey {
  return (
    VariantKey.safeParse(typeof value === 'number' ? String(value) : value).data ??
    VariantKey.parse(`value-${index + 1}`)
  );
}

/** Returns why a flag cannot have a value; `undefined` if it can. */
export function valueProblem({ type, values }: DeclaredFlag, value: unknown): string | undefined {
  if (!isValueOf[type](value)) return `must be a ${type === 'json' ? 'JSON object or list' : type}`;
  if (!values || values.includes(value as JsonValue)) return undefined;
  return `must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}`;
}
