/** How Burgee's own server follows another one. It may change with every release. */

export type { FlagServerProblem } from './flag-server-types.ts';
export { createOverrideFinder, type OverrideFinder } from './find-overrides.ts';
export { createFollower, type Follower } from './follower.ts';
export { createRulesetFile, keepSnapshot } from './keep-snapshot.ts';
export { createProblems, type Problems } from './problems.ts';
export { type NodeRuntime, nodeRuntime } from './runtime.ts';
export { createSnapshotFile, type SnapshotFile } from './snapshot-file.ts';
export { createSnapshotWriter } from './snapshot-writer.ts';
export { createSyncRequests, type SyncRequests } from './sync-requests.ts';
