import { type FlagConfig, FlagKey, newFlagConfig, ON, type Rule, type VariantKey } from '@burgee/contracts';
import { allOf } from './conditions.ts';
import { type Report, reportUnless } from './problems.ts';
import { EVERYONE, NO_ONE } from './rollouts.ts';
import { createStrategyRules } from './rules.ts';
import type { UnleashFeature, UnleashStrategy } from './schema.ts';
import type { ImportedSegments } from './segments.ts';
import { reportUnsorted, translateTargeting } from './strategies.ts';
import { featureVariantList, strategyVariantList, type VariantList } from './variant-lists.ts';
import { BOOLEAN, createFlagVariants, type FlagVariants } from './variant-values.ts';

/** A feature as a flag without its dependencies. */
export type ImportedFeature = Pick<FlagVariants, 'plain' | 'hasPayloads' | 'asJson'> & { readonly flag: FlagConfig };

/** A feature with an empty list of strategies is on for everyone; otherwise, for contexts that match a strategy. */
export function importFeature(feature: UnleashFeature, segments: ImportedSegments, report: Report): ImportedFeature {
  reportUnless(FlagKey, feature.name, 'name', report);
  reportUnsorted(feature.strategies, report);
  const ofFeature = featureVariantList(feature, report);
  const hasStrategies = feature.strategies.length > 0;
  const lists = hasStrategies
    ? feature.strategies.map((strategy) => strategyVariantList(strategy, ofFeature, report))
    : [ofFeature];
  const { type, variants, offVariant, ...about } = featureVariants(feature, lists, report);
  const onVariant = about.plain ?? firstVariant(lists);
  const strategies = feature.strategies.map((strategy, index) => ({
    id: `strategy-${index + 1}`,
    description: describeStrategy(strategy),
    targeting: translateTargeting(strategy, segments, report),
    overrides: lists[index]?.overrides ?? [],
    serve: lists[index]?.serve ?? ({ kind: 'variant', variant: onVariant } as const),
  }));
  const flag: FlagConfig = {
    ...newFlagConfig(feature.name as FlagKey),
    type,
    enabled: feature.enabled,
    variants,
    onVariant,
    offVariant,
    split: !hasStrategies && ofFeature?.serve.kind === 'split' ? ofFeature.serve.split : null,
    rollout: hasStrategies ? NO_ONE : EVERYONE,
    rules: hasStrategies ? strategies.flatMap(createStrategyRules) : createOverrideRules(ofFeature),
  };
  return { flag, ...about };
}

const MAX_DESCRIPTION = 500;

function describeStrategy({ name, title }: UnleashStrategy): string {
  return (title || `Unleash strategy "${name}"`).slice(0, MAX_DESCRIPTION).toWellFormed();
}

/** Without strategies, the flag's own rollout serves every context that no override applies to. */
function createOverrideRules(list: VariantList | undefined): Rule[] {
  if (!list) return [];
  const targeting = { condition: allOf([]), rollout: EVERYONE };
  return createStrategyRules({ ...list, targeting, id: 'everybody', description: 'Unleash override' }).slice(0, -1);
}

function featureVariants(
  feature: UnleashFeature,
  lists: readonly (VariantList | undefined)[],
  report: Report,
): FlagVariants {
  const existing = lists.filter((list) => list !== undefined);
  if (existing.length === 0) return BOOLEAN;
  const variants = existing.flatMap((list) => list.variants);
  return createFlagVariants(variants, existing.length < lists.length ? freeKey(feature) : undefined, report);
}

/** A key that differs from the names of the feature's variants. */
function freeKey({ variants, strategies }: UnleashFeature): VariantKey {
  const taken = new Set([...variants, ...strategies.flatMap((strategy) => strategy.variants)].map(({ name }) => name));
  let key: string = ON.key;
  for (let count = 2; taken.has(key); count++) key = `${ON.key}-${count}`;
  return key as VariantKey;
}

function firstVariant(lists: readonly (VariantList | undefined)[]): VariantKey {
  return (lists[0] as VariantList).first;
}
