import {
  type FlagConfig,
  type FlagType,
  type JsonValue,
  MANIFEST_TYPES,
  type OpenFeatureManifest,
} from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';

/** The defaults of flags that are off without a value. */
const EMPTY: Record<FlagType, JsonValue> = { boolean: false, string: '', number: 0, json: {} };

/**
 * The flags from which the command line of OpenFeature generates code: archived ones are left out. The default is what a flag
 * returns while it is off.
 */
export function openFeatureManifest({ flags }: Pick<CompiledRuleset, 'flags'>): OpenFeatureManifest {
  const active = [...flags.values()].flatMap(({ config, problem }) =>
    config.archived || problem !== undefined ? [] : [config],
  );
  return {
    flags: active.map((config) => ({ key: config.key, type: typeOf(config), defaultValue: defaultOf(config) })),
  };
}

/** Numbers are integers if each of their variants is one: generated code has separate types for both. */
function typeOf({ type, variants }: FlagConfig): OpenFeatureManifest['flags'][number]['type'] {
  const isInteger = type === 'number' && variants.every(({ value }) => Number.isInteger(value));
  return isInteger ? 'integer' : MANIFEST_TYPES[type];
}

function defaultOf({ type, variants, offVariant }: FlagConfig): JsonValue {
  return variants.find(({ key }) => key === offVariant)?.value ?? EMPTY[type];
}
