import type { Condition, Serve, SplitInput, VariantKey } from '@burgee/contracts';
import { dealRanges } from '@burgee/evaluator';
import { z } from 'zod';
import { anyOf } from './conditions.ts';
import type { Report } from './problems.ts';
import { GROUP_ID_NEEDED } from './rollouts.ts';
import { SharedParameters, type UnleashFeature, type UnleashStrategy, type UnleashVariant } from './schema.ts';

/** Variants from which a hash chooses. At least one of them has a weight. */
export type VariantList = {
  readonly variants: readonly UnleashVariant[];
  readonly serve: Serve;
  /** The first variant with a weight. */
  readonly first: VariantKey;
  /** Evaluated before the hash: the first override that holds chooses its variant. */
  readonly overrides: readonly Override[];
};

export type Override = { readonly variant: VariantKey; readonly condition: Condition };

type Sticky = { readonly salt: string | null; readonly stickiness: string };

/** The variants of a feature; `undefined` if none has a weight. */
export function featureVariantList({ name, variants }: UnleashFeature, report: Report): VariantList | undefined {
  const list = createVariantList(variants, { salt: name, stickiness: variants[0]?.stickiness ?? 'default' }, report);
  return list && { ...list, overrides: variants.flatMap(readOverride) };
}

const Shared = z.object(SharedParameters);

/** The variants for contexts that a strategy includes: its own if it has any, otherwise those of the feature. */
export function strategyVariantList(
  { name, parameters, variants }: UnleashStrategy,
  ofFeature: VariantList | undefined,
  report: Report,
): VariantList | undefined {
  if (variants.length === 0) return ofFeature;
  // Invalid parameters are reported with the strategy's own rule.
  const shared = Shared.safeParse(parameters).data ?? {};
  const stickiness = variants[0]?.stickiness ?? shared.stickiness ?? 'default';
  const construct = `variants of strategy "${name}"`;
  const list = createVariantList(variants, { salt: shared.groupId || null, stickiness }, (part, message) =>
    report(`${construct}, ${part}`, message),
  );
  if (!list && ofFeature) {
    report(
      construct,
      `all weights are 0, and Unleash's SDKs do not agree on whether the feature's variants apply instead`,
    );
  }
  return list;
}

function createVariantList(
  variants: readonly UnleashVariant[],
  { salt, stickiness }: Sticky,
  report: Report,
): VariantList | undefined {
  const weighted = variants.filter(({ weight }) => weight > 0);
  const [first, ...others] = weighted.map(variantKey);
  if (first === undefined) return undefined;
  const names = variants.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    report(`variant "${name}"`, 'the name appears more than once in the list');
  }
  if (others.length === 0) return { variants, serve: { kind: 'variant', variant: first }, first, overrides: [] };
  const bucketBy = bucketByStickiness(stickiness);
  if (salt === null && bucketBy.length > 0) report('groupId', GROUP_ID_NEEDED);
  const weights = variants.map((variant) => ({ variant: variantKey(variant), weight: variant.weight }));
  const split: SplitInput = { weights, bucketBy, salt, algorithm: 'unleash', missing: 'random' };
  return { variants, serve: { kind: 'split', split: { ...split, ranges: dealRanges(weights) } }, first, overrides: [] };
}

/** Unlike in a rollout, the client's address counts as an id here, and a missing field means a random choice. */
function bucketByStickiness(stickiness: string): string[] {
  if (stickiness === 'random') return [];
  return stickiness === 'default' ? ['userId', 'sessionId', 'remoteAddress'] : [stickiness];
}

function readOverride(variant: UnleashVariant): Override[] {
  if (variant.overrides.length === 0) return [];
  const conditions = variant.overrides.map(({ contextName, values }): Condition => ({
    attribute: contextName,
    operator: 'in',
    values,
  }));
  return [{ variant: variantKey(variant), condition: anyOf(conditions) }];
}

/** Names that cannot be keys are reported with their values. */
function variantKey({ name }: UnleashVariant): VariantKey {
  return name as VariantKey;
}
