export type { Unmapped } from './unmapped.ts';
export { SPEC_LEVELS, specLevelOf, type SpecLevel } from './unleash/spec-level.ts';
export { toUnleashToggle, type UnleashToggle } from './unleash/toggles.ts';
export { countsOfUnleash, type UnleashCount } from './unleash/counts.ts';
export { toUnleash, type ToUnleash, type UserOverrides } from './unleash/to-unleash.ts';
export type { UnleashFeature, UnleashVariant } from './unleash/wire.ts';
