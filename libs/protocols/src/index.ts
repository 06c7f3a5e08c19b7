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
