export {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aRuleset,
  aSegment,
  aSessionOverride,
  aSplit,
  aTestingOverride,
  aTextFlag,
  aUserOverride,
  NOW,
} from './builders.ts';
export { findChromium, findPgBouncer, findProgram, findRedisServer } from './programs.ts';
export { startDatabaseClock, type DatabaseClock } from './database-clock.ts';
export { createDatabase, createEmptyDatabase, TEMPLATE } from './databases.ts';
export { startPostgres, startPostgresCopy, type Postgres, type PostgresOptions } from './postgres.ts';
export { startPgBouncer } from './pgbouncer.ts';
export { freePort } from './processes.ts';
export { startRedis, type RedisServer } from './redis.ts';
export { startPrefixProxy, type PrefixProxy } from './prefix-proxy.ts';
export {
  addressOf,
  startFaultProxy,
  throughProxy,
  type Fault,
  type FaultProxy,
  type ProxiedConnection,
} from './fault-proxy.ts';
export { during } from './during.ts';
export { audit, type Books, type TrailEntry } from './auditor.ts';
export { startCanary, type Canary, type CanaryReport } from './canary.ts';
export { createLatencies, type Latencies } from './latencies.ts';
export { createLedger, outcomeOf, type Attempt, type Ledger, type Write } from './ledger.ts';
export { createOracle, type Observation, type Observer, type Oracle, type Violation } from './oracle.ts';
export { runSql } from './sql.ts';
