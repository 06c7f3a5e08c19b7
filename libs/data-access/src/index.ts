export { adoptRestored } from './adopt-restored.ts';
export { chain, isSealed, moveCut, readEnds, type Ends, type Link } from './audit-chain.ts';
export {
  changeAccess,
  changeInSteps,
  changeRuleset,
  environmentNotFound,
  type Agent,
  type Change,
  type Commit,
  type Place,
  type Versions,
  type WriteContext,
} from './change-ruleset.ts';
export { connectDatabase, type Database } from './database.ts';
export { SSL_MODES } from './encryption.ts';
export { databaseTime } from './database-time.ts';
export { AccountRow, ApiKeyRow, DeviceLoginRow, InvitationRow, PasswordLinkRow, PersonRow } from './access-entities.ts';
export { AuditRow, EnvironmentRow, FlagRow, OverrideRow, SegmentRow, UserOverrideRow } from './entities.ts';
export { isNear } from './is-near.ts';
export { addUsage, readUsage, readUsageTotals, removeUsage, type UsageCell } from './flag-usage.ts';
export { ID_TYPES, loadIdOverrides, scanTargets, type IdOverride, type IdType, type LookedUp } from './id-overrides.ts';
export { loadKeys, type LoadedKey } from './load-keys.ts';
export { loadNews, type News, type OverrideNews } from './load-news.ts';
export { loadRuleset, loadVersions } from './load-ruleset.ts';
export { countUserOverrides, readFlagConfigs, readLastingOverrides, readSegmentConfigs } from './ruleset-rows.ts';
export { toApiKey, toInvitation, toPerson } from './access-mapping.ts';
export { fromFlag, toAuditEntry, toEnvironment, toFlag, toFlagConfig, toSegment } from './mapping.ts';
export { toOverride, toUserOverride } from './override-mapping.ts';
export { readProtocolUses, writeProtocolUses, type ProtocolUse } from './protocol-uses.ts';
export { readInIndexOrder } from './index-order.ts';
export { readUserOverrides } from './read-user-overrides.ts';
export { deleteExpired, deleteOverridesOf, findExpired, type Expired, type ExpiredBatch } from './remove-overrides.ts';
export type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
export { FolderInUse } from './folder-lock.ts';
export type { Idempotency } from './idempotency.ts';
export { MigrationFailed } from './migration-failure.ts';
export { deleteListedUsers, findListedUsers, writeListedUsers } from './user-lists.ts';
