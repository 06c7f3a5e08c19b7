import type { Condition, Serve, SplitInput, VariantKey } from '@burgee/contracts';
import { dealRanges } from '@burgee/evaluator';
import { z } from 'zod';
import { anyOf } from './conditions.ts';
import type { Report } from './problems.ts';
import { SharedParameters, type UnleashFeature, type UnleashStrategy, type UnleashVariant } from './schema.ts';
import { GROUP_ID_NEEDED } from './rollouts.ts';

/** Variants of which a hash chooses one. At least one of them has a weight. */
export type VariantList = {
  readonly variants: readonly UnleashVariant[];
  readonly serve: Serve;
  /** The one with a weight that comes first. */
  readonly first: VariantKey;
  /** Before the hash: the first override that holds chooses its variant. */
  readonly overrides: readonly Override[];
};

export type Override = { readonly variant: VariantKey; readonly condition: Condition };

type Sticky = { readonly salt: string | null; readonly stickiness: string };

/** The variants of a feature; `undefined` where it has none with a weight. */
export function listOfFeature({ name, variants }: UnleashFeature, report: Report): VariantList | undefined {
  const list = listOf(variants, { salt: name, stickiness: variants[0]?.stickiness ?? 'default' }, report);
  return list && { ...list, overrides: variants.flatMap(overrideOf) };
}

const Shared = z.object(SharedParameters);

/** What a context gets that a strategy includes: the strategy's variants if it has any, else the feature's. */
export function listOfStrategy(
  { name, parameters, variants }: UnleashStrategy,
  ofFeature: VariantList | undefined,
  report: Report,
): VariantList | undefined {
  if (variants.length === 0) return ofFeature;
  // Parameters that cannot be read are reported with the strategy's own rule.
  const shared = Shared.safeParse(parameters).data ?? {};
  const stickiness = variants[0]?.stickiness ?? shared.stickiness ?? 'default';
  const construct = `variants of strategy "${name}"`;
  const list = listOf(variants, { salt: shared.groupId || null, stickiness }, (part, message) =>
    report(`${construct}, ${part}`, message),
  );
  if (!list && ofFeature) {
    report(construct, `their weights are all 0, and Unleash's SDKs do not agree on whether the feature's follow`);
  }
  return list;
}

function listOf(
  variants: readonly UnleashVariant[],
  { salt, stickiness }: Sticky,
  report: Report,
): VariantList | undefined {
  const weighted = variants.filter(({ weight }) => weight > 0);
  const [first, ...others] = weighted.map(keyOf);
  if (first === undefined) return undefined;
  const names = variants.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    report(`variant "${name}"`, 'there are two with this name in one list');
  }
  if (others.length === 0) return { variants, serve: { kind: 'variant', variant: first }, first, overrides: [] };
  const bucketBy = bucketByOf(stickiness);
  if (salt === null && bucketBy.length > 0) report('groupId', GROUP_ID_NEEDED);
  const weights = variants.map((variant) => ({ variant: keyOf(variant), weight: variant.weight }));
  const split: SplitInput = { weights, bucketBy, salt, algorithm: 'unleash', missing: 'random' };
  return { variants, serve: { kind: 'split', split: { ...split, ranges: dealRanges(weights) } }, first, overrides: [] };
}

/** Here, unlike in a rollout, the address of the client counts as an id, and a field that is missing means random. */
function bucketByOf(stickiness: string): string[] {
  if (stickiness === 'random') return [];
  return stickiness === 'default' ? ['userId', 'sessionId', 'remoteAddress'] : [stickiness];
}

function overrideOf(variant: UnleashVariant): Override[] {
  if (variant.overrides.length === 0) return [];
  const conditions = variant.overrides.map(({ contextName, values }): Condition => ({
    attribute: contextName,
    operator: 'in',
    values,
  }));
  return [{ variant: keyOf(variant), condition: anyOf(conditions) }];
}

/** Names that cannot be keys are reported with their values. */
function keyOf({ name }: UnleashVariant): VariantKey {
  return name as VariantKey;
}
