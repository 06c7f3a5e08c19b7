export { listAudit } from './audit/read.ts';
export {
  evaluationEnvironment,
  sessionFor,
  writeContext,
  type Caller,
  type RequestContext,
  type Services,
} from './context.ts';
export {
  evaluateBooleans,
  evaluateBooleansAsJson,
  evaluateFlag,
  evaluateFlags,
  explainFlags,
  publicFlag,
} from './evaluation/evaluate.ts';
export { FAILURE_STATUS } from './failure-status.ts';
export { archiveFlag, createFlag, deleteFlag, restoreFlag, setEnabled, updateFlag } from './flags/change.ts';
export { getFlag, listFlags } from './flags/read.ts';
export { appRouter, createCaller, type AppRouter } from './router.ts';
export { seed, type Seeded } from './seed.ts';
export { startSnapshots, type Snapshots, type SnapshotLog, type SnapshotStatus } from './snapshots.ts';
export { failureOf } from './trpc.ts';
