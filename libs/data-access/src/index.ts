export {
  changeAccess,
  changeRuleset,
  environmentNotFound,
  type Change,
  type Commit,
  type Versions,
  type WriteContext,
} from './change-ruleset.ts';
export { connectDatabase, type Database } from './database.ts';
export { ApiKeyRow, AuditRow, EnvironmentRow, FlagRow, OverrideRow, SegmentRow, UserOverrideRow } from './entities.ts';
export { loadIdOverrides, scanTargets, type IdOverride, type IdType, type LookedUp } from './id-overrides.ts';
export { loadNews, loadRuleset, loadVersions, type News, type OverrideNews } from './load-ruleset.ts';
export {
  fromFlag,
  toAuditEntry,
  toEnvironment,
  toFlag,
  toFlagConfig,
  toOverride,
  toSegment,
  toSegmentConfig,
  toUserOverride,
} from './mapping.ts';
export type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
export { FolderInUse } from './folder-lock.ts';
export type { Idempotency } from './idempotency.ts';
