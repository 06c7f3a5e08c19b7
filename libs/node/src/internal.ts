/** The parts that Burgee's own server and packages use. They may change with every release. */

export type { FlagServerProblem } from './flag-server-types.ts';
export { createOverrideFinder, type OverrideFinder } from './find-overrides.ts';
export { createFollower, type Follower } from './follower.ts';
export { findEvaluation, heldRuleset } from './inspect.ts';
export { createKeyFollower, createKeysFile, type KeyFollower } from './key-follower.ts';
export { createRulesetFile, keepSnapshot } from './keep-snapshot.ts';
export { createProblems, type Problems } from './problems.ts';
export { type NodeRuntime, nodeRuntime } from './runtime.ts';
export { createSyncRequests, type SyncRequests } from './sync-requests.ts';
