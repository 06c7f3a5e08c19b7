import { FlagKey, newFlagConfig, ON, type FlagConfig, type Rule, type VariantKey } from '@burgee/contracts';
import { allOf } from './conditions.ts';
import { reportUnless, type Report } from './problems.ts';
import { rulesOf } from './rules.ts';
import type { UnleashFeature } from './schema.ts';
import type { ImportedSegments } from './segments.ts';
import { EVERYONE, NO_ONE } from './rollouts.ts';
import { reportUnsorted, targetingOf } from './strategies.ts';
import { listOfFeature, listOfStrategy, type VariantList } from './variant-lists.ts';
import { BOOLEAN, flagVariantsOf, type FlagVariants } from './variant-values.ts';

/** A feature as a flag without its dependencies, and the variant that is on without a variant to Unleash. */
export type ImportedFeature = { readonly flag: FlagConfig; readonly plain: VariantKey | undefined };

/** A feature with an empty list of strategies is on for everyone; otherwise, for the contexts that one of them matches. */
export function importFeature(feature: UnleashFeature, segments: ImportedSegments, report: Report): ImportedFeature {
  reportUnless(FlagKey, feature.name, 'name', report);
  reportUnsorted(feature.strategies, report);
  const ofFeature = listOfFeature(feature, report);
  const hasStrategies = feature.strategies.length > 0;
  const lists = hasStrategies
    ? feature.strategies.map((strategy) => listOfStrategy(strategy, ofFeature, report))
    : [ofFeature];
  const { type, variants, offVariant, plain } = variantsOf(feature, lists, report);
  const onVariant = plain ?? firstOf(lists);
  const strategies = feature.strategies.map((strategy, index) => ({
    id: `strategy-${index + 1}`,
    description: `Unleash strategy "${strategy.name}"`,
    targeting: targetingOf(strategy, segments, report),
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
    rules: hasStrategies ? strategies.flatMap(rulesOf) : overrideRulesOf(ofFeature),
  };
  return { flag, plain };
}

/** Without strategies, the flag's own rollout serves every context that no override applies to. */
function overrideRulesOf(list: VariantList | undefined): Rule[] {
  if (!list) return [];
  const targeting = { condition: allOf([]), rollout: EVERYONE };
  return rulesOf({ ...list, targeting, id: 'everybody', description: 'Unleash override' }).slice(0, -1);
}

function variantsOf(
  feature: UnleashFeature,
  lists: readonly (VariantList | undefined)[],
  report: Report,
): FlagVariants {
  const existing = lists.filter((list) => list !== undefined);
  if (existing.length === 0) return BOOLEAN;
  const variants = existing.flatMap((list) => list.variants);
  return flagVariantsOf(variants, existing.length < lists.length ? freeKey(feature) : undefined, report);
}

/** A key that no variant of the feature has for a name, so that nobody takes it for one. */
function freeKey({ variants, strategies }: UnleashFeature): VariantKey {
  const taken = new Set([...variants, ...strategies.flatMap((strategy) => strategy.variants)].map(({ name }) => name));
  let key: string = ON.key;
  for (let count = 2; taken.has(key); count++) key = `${ON.key}-${count}`;
  return key as VariantKey;
}

function firstOf(lists: readonly (VariantList | undefined)[]): VariantKey {
  return (lists[0] as VariantList).first;
}
