export { featureFlags, type FeatureFlags, type FeatureFlagsOptions } from './feature-flags.ts';
export { requireFlag } from './require-flag.ts';
