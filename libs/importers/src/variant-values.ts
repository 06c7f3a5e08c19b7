import { isValueOf, JsonValue, OFF, ON, VariantKey, type FlagType, type Variant } from '@burgee/contracts';
import { reportUnless, type Report } from './problems.ts';
import { readNumber } from './readings.ts';
import type { UnleashVariant } from './schema.ts';

type Payload = NonNullable<UnleashVariant['payload']>;

/** All that a flag can give. */
export type FlagVariants = {
  readonly type: FlagType;
  readonly variants: Variant[];
  readonly offVariant: VariantKey | null;
  /** On without a variant, where that can be. */
  readonly plain: VariantKey | undefined;
};

export const BOOLEAN: FlagVariants = { type: 'boolean', variants: [ON, OFF], offVariant: OFF.key, plain: ON.key };

/**
 * The variants of a feature by name. Off gives none, so that the caller's default serves, as it does after Unleash's
 * `disabled`. Where the feature can be on without a variant, one more says so: `plain`.
 */
export function flagVariantsOf(
  variants: readonly UnleashVariant[],
  plain: VariantKey | undefined,
  report: Report,
): FlagVariants {
  const payloads = new Map<string, Payload | null>();
  for (const { name, payload = null } of variants) {
    const known = payloads.get(name);
    if (known !== undefined && !isSame(known, payload)) report(`variant "${name}"`, 'it has more than one payload');
    payloads.set(name, payload);
  }
  if (plain) payloads.set(plain, null);
  for (const name of payloads.keys()) reportUnless(VariantKey, name, `variant "${name}"`, report);
  const { type, valueOf } = representationOf([...payloads.values()]);
  const flagVariants = [...payloads].map(([name, payload]) => ({
    key: name as VariantKey,
    value: valueOf(payload, name),
  }));
  return { type, variants: flagVariants, offVariant: null, plain };
}

function isSame(a: Payload | null, b: Payload | null): boolean {
  return a?.type === b?.type && a?.value === b?.value;
}

type Representation = { readonly type: FlagType; valueOf(payload: Payload | null, name: string): JsonValue };

/** The type that all payloads have. Where there is none, values say type and text, so that nothing is made up or lost. */
function representationOf(payloads: readonly (Payload | null)[]): Representation {
  if (payloads.every((payload) => payload === null)) return { type: 'string', valueOf: (_payload, name) => name };
  for (const { type, valueOf } of types) {
    if (payloads.every((payload) => payload && valueOf(payload) !== undefined)) {
      return { type, valueOf: (payload) => valueOf(payload as Payload) as JsonValue };
    }
  }
  return { type: 'json', valueOf: (payload) => (payload ? { ...payload } : {}) };
}

/** The value of a payload that a type can have; `undefined` where it cannot. */
const types: readonly { readonly type: FlagType; valueOf(payload: Payload): JsonValue | undefined }[] = [
  { type: 'string', valueOf: ({ type, value }) => (type === 'string' || type === 'csv' ? value : undefined) },
  { type: 'number', valueOf: ({ type, value }) => (type === 'number' ? exactNumber(value) : undefined) },
  { type: 'json', valueOf: ({ type, value }) => (type === 'json' ? parsedJson(value) : undefined) },
];

/** A number of which no digit is lost: a double holds 15 of them. */
function exactNumber(text: string): number | undefined {
  const reading = readNumber(text);
  const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  return typeof reading === 'object' && digits.length <= 15 ? reading.value : undefined;
}

/** What our schema would refuse or change, like a name `__proto__` or a thousand levels, stays text. */
function parsedJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    const isKept = JSON.stringify(JsonValue.parse(value)) === JSON.stringify(value);
    return isKept && isValueOf.json(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
