export { listAudit } from './audit/read.ts';
export {
  evaluationEnvironment,
  idempotencyOf,
  sessionFor,
  writeContext,
  type Caller,
  type RequestContext,
  type Services,
} from './context.ts';
export {
  evaluateBooleans,
  evaluateBooleansAsJson,
  evaluateFlags,
  explainFlags,
  publicFlag,
} from './evaluation/evaluate.ts';
export { FAILURE_STATUS } from './failure-status.ts';
export { archiveFlag, createFlag, deleteFlag, restoreFlag, setEnabled, updateFlag } from './flags/change.ts';
export { getFlag, listFlags } from './flags/read.ts';
export { appRouter, type AppRouter } from './router.ts';
export { seed } from './seed.ts';
export { startSnapshots } from './snapshots.ts';
export { failureOf } from './trpc.ts';
