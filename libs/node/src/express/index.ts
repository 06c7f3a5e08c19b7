export { type RequireFlagOptions } from '../require-flag.ts';
export { featureFlags, type FeatureFlagsOptions } from './feature-flags.ts';
export { type FeatureFlags } from './request-flags.ts';
export { requireFlag } from './require-flag.ts';
