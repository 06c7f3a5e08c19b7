import { z } from 'zod';
import { type ExportedEnvironment, type RefusedFeature, refuseUnknownFields } from './export-environments.ts';
import { fieldsOf, unreadFields } from './fields.ts';
import { sentStrategies, sentVariants } from './sent-features.ts';

const Strategies = z.array(z.looseObject({ disabled: z.boolean().nullish(), sortOrder: z.number().nullish() }));

const Environment = z.looseObject({
  name: z.string(),
  enabled: z.boolean(),
  strategies: Strategies.optional(),
  variants: z.array(z.unknown()).nullish(),
});

const Feature = z.looseObject({
  name: z.string(),
  variants: z.array(z.unknown()).nullish(),
  environments: z.array(Environment),
});

/** Responses of Unleash's admin API: each feature has its environments. */
export const NestedExport = fieldsOf({
  version: z.int().optional(),
  features: z.array(Feature),
  segments: z.array(z.unknown()).nullish(),
  ...unreadFields('project', 'projects', 'tags', 'featureTags', 'environments', 'links'),
});

export function environmentsOfNested({ features, segments }: z.infer<typeof NestedExport>): ExportedEnvironment[] {
  const names = new Set(features.flatMap(({ environments }) => environments.map(({ name }) => name)));
  return [...names].map((name) => {
    const refused: RefusedFeature[] = [];
    const sent = features.flatMap((feature) => featuresIn(name, feature, refused));
    return { name, state: { features: sent, segments }, refused };
  });
}

/** A feature as SDKs of an environment get it. More than one if the environment is listed twice, which the import names. */
function featuresIn(name: string, feature: z.infer<typeof Feature>, refused: RefusedFeature[]): object[] {
  const { environments, ...fields } = feature;
  const refuse = (construct: string, message: string) => refused.push({ feature: feature.name, construct, message });
  return environments
    .filter((environment) => environment.name === name)
    .map((environment) => {
      refuseUnknownFields(environment, refuse);
      const { enabled, strategies, variants } = environment;
      return {
        ...fields,
        enabled,
        strategies: strategies && sentStrategies(strategies),
        variants: sentVariants(variants, fields.variants, (message) => refuse('variants', message)),
      };
    });
}

/** Exports of the state, versions 1 and 2: one environment, with the strategies inside the features. */
export const FlatExport = fieldsOf({
  version: z.literal([1, 2], 'is not 1 or 2, the versions of exports without environments').optional(),
  features: z.array(z.looseObject({ strategies: Strategies.optional() })),
  segments: z.array(z.unknown()).nullish(),
  ...unreadFields('strategies', 'projects', 'tagTypes', 'tags', 'featureTags', 'contextFields', 'environments'),
});

export function environmentsOfFlat({ features, segments }: z.infer<typeof FlatExport>): ExportedEnvironment[] {
  const sent = features.map(({ strategies, ...feature }) => ({
    ...feature,
    strategies: strategies && sentStrategies(strategies),
  }));
  // Segments are younger than this format, so that none are missing.
  return [{ name: undefined, state: { features: sent, segments: segments ?? [] }, refused: [] }];
}
