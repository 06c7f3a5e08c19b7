import { z } from 'zod';
import { type ExportedEnvironment, type RefusedFeature, refuseUnknownFields } from './export-environments.ts';
import { fieldsOf, optionalList, unreadFields } from './fields.ts';
import { sentStrategies, sentVariants } from './sent-features.ts';

/** A strategy of a feature. Its constraints and parameters are parsed later, in the form that SDKs get. */
const Strategy = z.looseObject({
  id: z.string().optional(),
  featureName: z.string(),
  environment: z.string().nullish(),
  name: z.string().optional(),
  strategyName: z.string().optional(),
});
type Strategy = z.infer<typeof Strategy>;

const FeatureEnvironment = z.looseObject({
  featureName: z.string(),
  environment: z.string(),
  enabled: z.boolean(),
  variants: z.array(z.unknown()).nullish(),
});
type FeatureEnvironment = z.infer<typeof FeatureEnvironment>;

const Feature = z.looseObject({ name: z.string(), variants: z.array(z.unknown()).nullish() });
type Feature = z.infer<typeof Feature>;

/**
 * Exports of Unleash that keep features, strategies and environments in lists of their own: those of the state (versions 3
 * to 5), and those of selected features, which have no version.
 */
export const ExportTables = fieldsOf({
  version: z.literal([3, 4, 5], 'is not 3, 4 or 5, the versions of exports with "featureStrategies"').optional(),
  features: z.array(Feature),
  featureStrategies: z.array(Strategy, 'must be a list; without it, the export omits for whom features are on'),
  featureEnvironments: z.array(
    FeatureEnvironment,
    'must be a list; without it, the export omits which features are on',
  ),
  featureStrategySegments: optionalList(z.looseObject({ featureStrategyId: z.string(), segmentId: z.int() })),
  segments: z.array(z.unknown()).nullish(),
  dependencies: optionalList(z.looseObject({ feature: z.string(), dependencies: z.array(z.unknown()) })),
  ...unreadFields(
    'strategies',
    'projects',
    'tagTypes',
    'tags',
    'featureTags',
    'environments',
    'contextFields',
    'links',
  ),
});

/** The lists of an export by what their entries belong to. */
type Index = {
  readonly features: ReadonlyMap<string, Feature>;
  /** By the name of their feature. */
  readonly strategies: ReadonlyMap<string, readonly Strategy[]>;
  readonly dependencies: ReadonlyMap<string, readonly unknown[]>;
  /** By the id of their strategy. */
  readonly segments: ReadonlyMap<string, readonly number[]>;
  /** The only environment, to which strategies belong that name none. */
  readonly only: string | undefined;
};

/** Puts together what belongs to each environment of the export. */
export function environmentsOfTables(tables: z.infer<typeof ExportTables>): ExportedEnvironment[] {
  const entries = group(tables.featureEnvironments, ({ environment }) => environment);
  const index: Index = {
    features: new Map(tables.features.map((feature) => [feature.name, feature])),
    strategies: group(tables.featureStrategies, ({ featureName }) => featureName),
    dependencies: new Map(tables.dependencies.map(({ feature, dependencies }) => [feature, dependencies])),
    segments: new Map(
      [...group(tables.featureStrategySegments, ({ featureStrategyId }) => featureStrategyId)].map(([id, links]) => [
        id,
        links.map(({ segmentId }) => segmentId),
      ]),
    ),
    only: entries.size === 1 ? [...entries.keys()][0] : undefined,
  };
  return [...entries].map(([name, own]) => {
    const refused: RefusedFeature[] = [];
    const features = own.flatMap((entry) => featureOf(entry, index, refused));
    return { name, state: { features, segments: tables.segments }, refused };
  });
}

/** A feature in one environment; none if the export does not contain the feature. */
function featureOf(entry: FeatureEnvironment, index: Index, refused: RefusedFeature[]): object[] {
  const { featureName, environment, enabled } = entry;
  const feature = index.features.get(featureName);
  if (!feature) return [];
  const given = index.strategies.get(featureName) ?? [];
  const refuse = (construct: string, message: string) => refused.push({ feature: featureName, construct, message });
  refuseUnknownFields(entry, refuse);
  if (index.only === undefined && given.some((one) => one.environment == null))
    refuse('strategies', 'they do not say to which environment they belong');
  const variants = sentVariants(entry.variants, feature.variants, (message) => refuse('variants', message));
  const own = given.filter((strategy) => (strategy.environment ?? index.only) === environment);
  const strategies = sentStrategies(own).map((strategy) => asSent(strategy, index));
  return [{ ...feature, enabled, variants, strategies, dependencies: index.dependencies.get(featureName) }];
}

/** In the form that SDKs get. */
function asSent(strategy: Strategy, { segments }: Index): object {
  const { strategyName, environment: _environment, projectId: _project, createdAt: _createdAt, ...fields } = strategy;
  const linked = strategy.id === undefined ? undefined : segments.get(strategy.id);
  return { ...fields, name: fields.name ?? strategyName, segments: linked ?? fields['segments'] };
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const members = groups.get(keyOf(item));
    if (members) members.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
