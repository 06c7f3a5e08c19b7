import type { Override, OverrideOf } from '@burgee/contracts';
import type { CompiledFlag, CompiledRuleset } from '@burgee/evaluator';
import type { Unmapped } from '../unmapped.ts';
import type { Segments } from './conditions.ts';
import { dependenciesOf, type Parents } from './dependencies.ts';
import { hasOwnName, servedOverride } from './served.ts';
import type { SpecLevel } from './spec-level.ts';
import { OFF, ON, type Targeting, targetingOf } from './strategies.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashDependency, UnleashFeature } from './wire.ts';

/** The overrides of users, by flag. */
export type UserOverrides = ReadonlyMap<string, readonly OverrideOf<'user'>[]>;

export type ToUnleash = {
  readonly features: readonly UnleashFeature[];
  /** The flags that are left out, because Unleash's SDKs could not evaluate them with the same results. */
  readonly unmapped: readonly Unmapped[];
};

/** Translates a ruleset for the SDKs of Unleash that evaluate flags themselves. */
export function toUnleash(ruleset: CompiledRuleset, level: SpecLevel, userOverrides: UserOverrides): ToUnleash {
  const { flags, source, cyclic } = ruleset;
  const segments: Segments = new Map(source.segments.map((segment) => [segment?.key, segment]));
  const overridesOf = (key: string): Overrides => {
    const own = source.overrides.filter((override) => override?.flagKey === key);
    const emergency = own.find((override) => override.type === 'emergency');
    const global = own.find((override) => override.type === 'global');
    return { emergency, global, user: userOverrides.get(key) ?? [] };
  };
  const targetings = new Map(
    [...flags].map(([key, flag]) => [key, attempt(() => ownTargeting(flag, overridesOf(key), segments, level))]),
  );
  const parents: Parents = {
    flags,
    isMapped: (key) => targetings.get(key)?.why === undefined,
    hasOwnValue: ({ config }) => {
      const { emergency, global, user } = overridesOf(config.key);
      return [emergency, global, ...user].some((override) => override && hasOwnName(config, override));
    },
  };
  const features: UnleashFeature[] = [];
  const unmapped: Unmapped[] = [];
  for (const [key, { result: targeting, why: problem }] of targetings) {
    const { config } = flags.get(key) as CompiledFlag;
    const isConstant = targeting === OFF || overridesOf(key).emergency !== undefined;
    const { result: feature, why = problem } = attempt(() => {
      if (!targeting || isConstant) return targeting && featureOf(key, targeting, []);
      const dependencies = cyclic.has(key) ? 'never' : dependenciesOf(config.prerequisites, parents);
      return dependencies === 'never' ? featureOf(key, OFF, []) : featureOf(key, targeting, dependencies);
    });
    if (feature && isUnderstood(feature, level)) features.push(feature);
    else unmapped.push({ flagKey: key, why: why ?? TOO_OLD });
  }
  return { features, unmapped };
}

type Overrides = {
  readonly emergency: Override | undefined;
  readonly global: OverrideOf<'global'> | undefined;
  readonly user: readonly OverrideOf<'user'>[];
};

/** Everything but the prerequisites. @throws Unmappable */
function ownTargeting(
  { config, problem }: CompiledFlag,
  { emergency, ...overrides }: Overrides,
  segments: Segments,
  level: SpecLevel,
): Targeting {
  if (problem !== undefined) throw new Unmappable(`The flag cannot be evaluated: ${problem}.`);
  if (emergency) {
    const served = servedOverride(config, emergency);
    return served ? { ...ON, variants: served.variants } : OFF;
  }
  return config.enabled && !config.archived ? targetingOf(config, overrides, segments, level) : OFF;
}

type Attempt<T> =
  { readonly result: T; readonly why?: undefined } | { readonly result?: undefined; readonly why: string };

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof Unmappable) return { why: error.message };
    throw error;
  }
}

function featureOf(
  name: string,
  { strategies, variants }: Targeting,
  dependencies: readonly UnleashDependency[],
): UnleashFeature {
  return {
    name,
    type: 'release',
    // Without strategies, an enabled feature would be on for everyone.
    enabled: strategies.length > 0,
    project: 'default',
    stale: false,
    impressionData: false,
    strategies,
    variants,
    ...(dependencies.length > 0 && { dependencies }),
  };
}

const TOO_OLD =
  'The flag has variants or prerequisites, which only SDKs with client specification 5 or later can evaluate.';

function isUnderstood({ strategies, variants, dependencies = [] }: UnleashFeature, level: SpecLevel): boolean {
  const hasVariants = variants.length > 0 || strategies.some((strategy) => strategy.variants !== undefined);
  return level >= 5 || (!hasVariants && dependencies.length === 0);
}
