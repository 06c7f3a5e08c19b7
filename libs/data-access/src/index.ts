export {
  changeRuleset,
  environmentNotFound,
  type Change,
  type Commit,
  type WriteContext,
  type Written,
} from './change-ruleset.ts';
export {
  connectDatabase,
  DEFAULT_TIMEOUTS,
  type Database,
  type DatabaseLocation,
  type DatabaseTimeouts,
} from './database.ts';
export { AuditRow, EnvironmentRow, FlagRow, OverrideRow, SegmentRow, UserOverrideRow } from './entities.ts';
export type { ChangeHint } from './listen.ts';
export { loadRuleset, loadVersions } from './load-ruleset.ts';
export { fromFlag, toAuditEntry, toEnvironment, toFlag, toFlagConfig, toSegment, toSegmentConfig } from './mapping.ts';
export type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
export { FolderInUse } from './folder-lock.ts';
