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
export { readDatabaseClockFrom, startDatabaseClock } from './database-clock.ts';
export { createDatabase, createEmptyDatabase, TEMPLATE } from './databases.ts';
export { copyEmbeddedDatabase } from './embedded-database.ts';
export { certificatePaths } from './certificates.ts';
export { startPostgres, startPostgresCopy, type Postgres, type PostgresOptions } from './postgres.ts';
export { startPgBouncer } from './pgbouncer.ts';
export { COMPILE_CACHE, freePort, waitForOutput } from './processes.ts';
export { startRedis, type RedisServer } from './redis.ts';
export { startAnswerMangler, type AnswerMangler, type Reply } from './answer-mangler.ts';
export { startPrefixProxy, type PrefixProxy } from './prefix-proxy.ts';
export { addressOf, startFaultProxy, throughProxy, type Fault, type FaultProxy } from './fault-proxy.ts';
export { during } from './during.ts';
export { eventually } from './eventually.ts';
export { audit, type TrailEntry } from './auditor.ts';
export { startCanary, type Canary, type CanaryReport } from './canary.ts';
export { codeBlocksOf, commandsOf } from './code-blocks.ts';
export { createLatencies } from './latencies.ts';
export { createLedger, outcomeOf, type Attempt, type Ledger } from './ledger.ts';
export { createOncePerRun } from './once-per-run.ts';
export { runs } from './runs.ts';
export { SCRATCH_FOLDER } from './scratch-folder.ts';
export { createOracle, type Observer } from './oracle.ts';
export { runSql } from './sql.ts';
export { aFlagServer, type FlagServer } from './flag-server.ts';
export { withSessions } from './flag-sessions.ts';
export { answerOf, answerOff, answerOn, errorOf, resultOf } from './flag-answers.ts';
export {
  asUnleashVariant,
  readUnleashSpecifications,
  type UnleashCase,
  type UnleashSpecification,
  type UnleashVariant,
} from './unleash-conformance.ts';
export { SHARED } from './shared-postgres.ts';
