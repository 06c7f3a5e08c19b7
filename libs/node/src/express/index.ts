export { featureFlags, type FeatureFlagsOptions } from './feature-flags.ts';
export { type FeatureFlags } from './request-flags.ts';
export { requireFlag, type RequireFlagOptions } from './require-flag.ts';
