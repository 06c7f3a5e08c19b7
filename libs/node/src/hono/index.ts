export { type RequireFlagOptions } from '../require-flag.ts';
export { featureFlags } from './feature-flags.ts';
export { requireFlag } from './require-flag.ts';
