/** The former name of `@burgee/node/express`. */
export {
  type FeatureFlags,
  featureFlags,
  type FeatureFlagsOptions,
  requireFlag,
  type RequireFlagOptions,
} from '@burgee/node/express';
