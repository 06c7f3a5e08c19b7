import {
  findInexactNumbers,
  type FlagType,
  isExactDecimal,
  isSameJson,
  isValueOf,
  JsonValue,
  OFF,
  ON,
  type Variant,
  VariantKey,
} from '@burgee/contracts';
import { type Report, reportUnless } from './problems.ts';
import { readNumber } from './readings.ts';
import type { UnleashVariant } from './schema.ts';

type Payload = NonNullable<UnleashVariant['payload']>;

/** Everything that a flag can return. */
export type FlagVariants = {
  readonly type: FlagType;
  readonly variants: Variant[];
  readonly offVariant: VariantKey | null;
  /** The variant that stands for on without a variant, if that is possible. */
  readonly plain: VariantKey | undefined;
  readonly hasPayloads: boolean;
  /** The same variants with values of the type json, if every payload is the text of one. */
  readonly asJson: Variant[] | undefined;
};

export const BOOLEAN: FlagVariants = {
  type: 'boolean',
  variants: [ON, OFF],
  offVariant: OFF.key,
  plain: ON.key,
  hasPayloads: false,
  asJson: undefined,
};

/**
 * The variants of a feature by name. Off has none, so that the caller's default applies, as for Unleash's `disabled`. If the
 * feature can be on without a variant, `plain` stands for that.
 */
export function createFlagVariants(
  list: readonly UnleashVariant[],
  plain: VariantKey | undefined,
  report: Report,
): FlagVariants {
  const payloads = new Map<string, Payload | null>();
  for (const { name, payload = null } of list) {
    const known = payloads.get(name);
    if (known !== undefined && !isSame(known, payload))
      report(`variant "${name}"`, 'the variant has different payloads');
    payloads.set(name, payload);
  }
  for (const name of payloads.keys()) reportUnless(VariantKey, name, `variant "${name}"`, report);
  const { type, values } = readPayloads(payloads, report);
  const flagVariants = asVariants(values);
  const hasPayloads = [...payloads.values()].some((payload) => payload !== null);
  if (!plain) {
    return { type, variants: flagVariants, offVariant: null, plain, hasPayloads, asJson: readAsJson(payloads) };
  }
  if (hasPayloads) report('variants', 'the variants have payloads, but the feature can also be on without a variant');
  const variants = [...flagVariants, { key: plain, value: plain }];
  return { type, variants, offVariant: null, plain, hasPayloads, asJson: undefined };
}

function asVariants(values: ReadonlyMap<string, JsonValue>): Variant[] {
  return [...values].map(([name, value]) => ({ key: name as VariantKey, value }));
}

function readAsJson(payloads: ReadonlyMap<string, Payload | null>): Variant[] | undefined {
  const values = new Map<string, JsonValue>();
  for (const [name, payload] of payloads) {
    const value = payload ? exactJson(payload.value) : undefined;
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  return asVariants(values);
}

function isSame(a: Payload | null, b: Payload | null): boolean {
  return a?.type === b?.type && a?.value === b?.value;
}

type Values = { readonly type: FlagType; readonly values: ReadonlyMap<string, JsonValue> };

/** The payloads, which must have the same type, or the names if no variant has a payload. */
function readPayloads(payloads: ReadonlyMap<string, Payload | null>, report: Report): Values {
  const [first, ...others] = new Set([...payloads.values()].map((payload) => payload?.type));
  if (first === undefined && others.length === 0) {
    return { type: 'string', values: new Map([...payloads.keys()].map((name) => [name, name])) };
  }
  if (others.length > 0) {
    const types = [first, ...others].map((type) => type ?? 'none').join(', ');
    report('variants', `the payloads have different types (${types})`);
  }
  const values = new Map<string, JsonValue>();
  let type: FlagType = 'string';
  for (const [name, payload] of payloads) {
    if (!payload) continue;
    const payloadType = payloadTypes.get(payload.type);
    const value = payloadType?.parse(payload.value);
    if (!payloadType) report(`variant "${name}"`, `its payload has the unknown type "${payload.type}"`);
    else if (value === undefined) report(`variant "${name}"`, `its payload is not ${payloadType.description}`);
    if (payloadType) type = payloadType.type;
    values.set(name, value ?? '');
  }
  return { type, values };
}

type PayloadType = {
  readonly type: FlagType;
  readonly description: string;
  /** Returns `undefined` if the text is not a value of the type. */
  parse(text: string): JsonValue | undefined;
};

const TEXT: PayloadType = { type: 'string', description: 'text', parse: (text) => text };

const payloadTypes = new Map<string, PayloadType>([
  ['string', TEXT],
  ['csv', TEXT],
  ['number', { type: 'number', description: 'a number that can be stored exactly', parse: exactNumber }],
  ['json', { type: 'json', description: 'a JSON object or list that can be stored exactly', parse: exactJson }],
]);

/** Parses a number that every SDK reads without losing digits. */
function exactNumber(text: string): number | undefined {
  const reading = readNumber(text);
  return typeof reading === 'object' && isExactDecimal(text) ? reading.value : undefined;
}

/** The schema rejects or changes some values, such as a name `__proto__`, a thousand levels or a number with many digits. */
function exactJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    const isKept = isSameJson(JsonValue.parse(value), value);
    const hasExactNumbers = findInexactNumbers(text).length === 0;
    return isKept && hasExactNumbers && isValueOf.json(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
