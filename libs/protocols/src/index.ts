export { rampInSteps } from './flagd/rollout.ts';
export {
  toFlagd,
  type FlagdDefinitions,
  type FlagdExport,
  type FlagdFlag,
  type UserOverrides,
} from './flagd/to-flagd.ts';
export { MAX_FLAG_USERS, type FlagUsers } from './flagd/user-overrides.ts';
export type { Unmapped } from './unmapped.ts';
export { ofrepAnswer, type OfrepAnswer, type OfrepScope } from './ofrep/answer.ts';
export { contextFromOpenFeature } from './ofrep/context.ts';
export { ofrepFlag, type OfrepFlags, ofrepFlags, type OfrepQuestion } from './ofrep/evaluate.ts';
export { ofrepFailure } from './ofrep/failure.ts';
export { openFeatureManifest } from './ofrep/manifest.ts';
