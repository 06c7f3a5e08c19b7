export { changeRuleset, environmentNotFound, type Change, type Commit, type WriteContext } from './change-ruleset.ts';
export { connectDatabase, type Database } from './database.ts';
export { AuditRow, EnvironmentRow, FlagRow, SegmentRow } from './entities.ts';
export { loadRuleset, loadVersions } from './load-ruleset.ts';
export { fromFlag, toAuditEntry, toEnvironment, toFlag, toFlagConfig, toSegment, toSegmentConfig } from './mapping.ts';
export type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
export { FolderInUse } from './folder-lock.ts';
export type { Idempotency } from './idempotency.ts';
