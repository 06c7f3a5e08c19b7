import type { Json } from './test-features.ts';
import type { OracleFeature, OracleState } from './test-oracle.ts';

/** Two environments as each of Unleash's exports has them. Their features and segments have the same names. */
export type TwoStates = { readonly staging: OracleState; readonly live: OracleState };

/** Returns the second state with what Unleash keeps once for all environments. */
export function sharing(staging: OracleState, live: OracleState): OracleState {
  const features = live.features.map((feature, index) => {
    const { dependencies: _own, ...rest } = feature;
    const dependencies = staging.features[index]?.dependencies;
    return dependencies ? { ...rest, dependencies } : rest;
  });
  return { features, segments: staging.segments ?? [] };
}

/** An export of the state with lists of their own, version 5. */
export function asTables(states: TwoStates): Json {
  const entries = entriesOf(states);
  const strategies = entries.flatMap(([environment, feature]) =>
    (feature.strategies ?? []).map(({ name, segments: _segments, ...fields }, index) => ({
      ...fields,
      id: `${environment}-${feature.name}-${index}`,
      featureName: feature.name,
      projectId: 'default',
      strategyName: name,
      environment,
      sortOrder: index,
      createdAt: '2026-01-01T00:00:00Z',
    })),
  );
  const links = entries.flatMap(([environment, feature]) =>
    (feature.strategies ?? []).flatMap(({ segments = [] }, index) =>
      segments.map((segmentId) => ({ featureStrategyId: `${environment}-${feature.name}-${index}`, segmentId })),
    ),
  );
  return {
    version: 5,
    features: states.staging.features.map(({ name }) => ({ name, type: 'release', project: 'default', variants: [] })),
    // In an order of its own: the sort order counts.
    featureStrategies: strategies.toReversed(),
    featureEnvironments: entries.map(([environment, { name, enabled, variants = [] }]) => ({
      ...{ environment, enabled, variants },
      featureName: name,
    })),
    featureStrategySegments: links,
    segments: states.staging.segments,
    dependencies: states.staging.features.flatMap(({ name, dependencies }) =>
      dependencies ? [{ feature: name, dependencies }] : [],
    ),
    environments: [{ name: 'staging' }, { name: 'live' }],
  };
}

/** An export of selected features: one environment, which strategies do not name. */
export function asSelection(state: OracleState): Json {
  const tables = asTables({ staging: state, live: { features: [] } });
  const strategies = state.features.flatMap((feature) =>
    (feature.strategies ?? []).map((strategy, index) => ({
      ...strategy,
      id: `${feature.name}-${index}`,
      title: '',
      disabled: false,
      featureName: feature.name,
      sortOrder: index,
    })),
  );
  const { version: _version, featureStrategySegments: _links, ...others } = tables;
  return { ...others, featureStrategies: strategies };
}

/** The features of the admin API, each with its environments. */
export function asNested({ staging, live }: TwoStates): Json {
  return {
    version: 1,
    features: staging.features.map(({ name, dependencies }, index) => ({
      name,
      ...(dependencies && { dependencies }),
      environments: Object.entries({ staging, live }).map(([environment, { features }]) => {
        const { enabled, strategies, variants } = features[index] as OracleFeature;
        return { name: environment, enabled, strategies, variants };
      }),
    })),
    segments: staging.segments,
  };
}

/** An export of the state of an old version, with strategies inside the features. */
export function asFlat({ features, segments }: OracleState): Json {
  return { version: 1, features, segments, strategies: [{ name: 'default', parameters: [] }], projects: [] };
}

function entriesOf({ staging, live }: TwoStates): [environment: string, OracleFeature][] {
  return Object.entries({ staging, live }).flatMap(([environment, { features }]) =>
    features.map((feature): [string, OracleFeature] => [environment, feature]),
  );
}
