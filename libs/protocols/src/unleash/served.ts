import { type FlagConfig, isSameJson, isValueOf, type JsonValue, type Override, type Split } from '@burgee/contracts';
import { groupIdOf, variantStickiness } from './hashing.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashVariant } from './wire.ts';

/** The variants that a strategy serves. `undefined`: the flag is off. */
export type Served = {
  /** Empty for boolean flags: they are only on or off. */
  readonly variants: readonly UnleashVariant[];
  /** The group of the hash that chooses one of the variants, if there are several. */
  readonly groupId: string | undefined;
};

/** A value that is not among the variants has this name in Unleash. */
export const OVERRIDE_NAME = 'override';

const ONLY = 1_000;

/** Serves one variant. The off variant of a flag has no counterpart: a flag that is off serves none. */
export function servedVariant(flag: FlagConfig, key: string): Served | undefined {
  return isOn(flag, key) ? { variants: only(flag, key, valueOf(flag, key)), groupId: undefined } : undefined;
}

/** Serves the value of an override; one of the wrong type turns the flag off. */
function servedValue(flag: FlagConfig, value: JsonValue): Served | undefined {
  if (!isValueOf[flag.type](value)) return undefined;
  const variant = flag.variants.find((each) => isSameJson(each.value, value));
  if (variant) return servedVariant(flag, variant.key);
  if (flag.type === 'boolean') return value === true ? { variants: [], groupId: undefined } : undefined;
  if (flag.variants.some(({ key }) => key === OVERRIDE_NAME)) {
    throw new Unmappable(`An override serves a value without a variant, which would be named like "${OVERRIDE_NAME}".`);
  }
  return { variants: only(flag, OVERRIDE_NAME, value), groupId: undefined };
}

/** Serves the user or everyone that an override is for. */
export function servedOverride(flag: FlagConfig, override: Override): Served | undefined {
  if (override.type === 'user') {
    if (override.overrideType === 'exclude') return undefined;
    if (override.value === undefined) return servedVariant(flag, flag.onVariant);
  }
  return servedValue(flag, override.value as JsonValue);
}

/** Whether an override serves a value that is not among the variants, so that Unleash needs another name for it. */
export function hasOwnName(flag: FlagConfig, override: Override): boolean {
  const [variant] = servedOverride(flag, override)?.variants ?? [];
  return variant !== undefined && !flag.variants.some(({ key }) => key === variant.name);
}

/**
 * Serves the variants of a split, one for each range, because a name may repeat.
 *
 * @param required the field without which no context gets so far, if any.
 * @throws Unmappable
 */
export function servedSplit(flag: FlagConfig, split: Split, required: string | undefined): Served | undefined {
  const [first, ...others] = new Set(split.ranges.map(({ variant }) => variant));
  if (first !== undefined && others.length === 0) return servedVariant(flag, first);
  const off = split.ranges.find(({ variant }) => !isOn(flag, variant));
  if (off) throw new Unmappable(`A split serves "${off.variant}" to some, and that variant is off.`);
  // Boolean flags have no other variant that is on, or several that are the same in Unleash.
  if (flag.type === 'boolean') return { variants: [], groupId: undefined };
  if (split.algorithm !== 'unleash') {
    throw new Unmappable(`A split uses the hash ${split.algorithm}, and Unleash's SDKs have only their own.`);
  }
  const stickiness = variantStickiness(split, required);
  const variants = split.ranges.map(({ variant, from, to }) =>
    withPayload(flag, { name: variant, weight: to - from, stickiness }, valueOf(flag, variant)),
  );
  return { variants, groupId: stickiness === 'random' ? undefined : groupIdOf(split.salt ?? flag.salt) };
}

/** Whether a flag that returns the variant is on. */
export function isOn(flag: FlagConfig, key: string): boolean {
  return flag.type === 'boolean' ? valueOf(flag, key) === true : key !== flag.offVariant;
}

/** The flag has the variant, because it can be evaluated. */
function valueOf(flag: FlagConfig, key: string): JsonValue {
  return flag.variants.find((variant) => variant.key === key)?.value as JsonValue;
}

function only(flag: FlagConfig, name: string, value: JsonValue): readonly UnleashVariant[] {
  return flag.type === 'boolean' ? [] : [withPayload(flag, { name, weight: ONLY, stickiness: 'default' }, value)];
}

type Weighted = Pick<UnleashVariant, 'name' | 'weight' | 'stickiness'>;

function withPayload({ type }: FlagConfig, variant: Weighted, value: JsonValue): UnleashVariant {
  return { ...variant, payload: payloadOf(type, value) };
}

/** The value of a flag that is not a boolean. */
export function payloadOf(type: FlagConfig['type'], value: JsonValue): NonNullable<UnleashVariant['payload']> {
  return {
    type: type as Exclude<FlagConfig['type'], 'boolean'>,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  };
}
