export { AGENT_CASES } from './agent/use-cases.ts';
export { writeSnippet } from './agent/code-snippet.ts';
export type { ChangePlans } from './agent/plans.ts';
export { createAuditVerifier } from './audit/verifier.ts';
export { createCheckpoints } from './audit/checkpoints.ts';
export { sweepAudit } from './audit/retention.ts';
export type { Caller } from './access/caller.ts';
export {
  actorOf,
  evaluationEnvironment,
  explainingEnvironment,
  refuseInexactNumbers,
  requireSession,
  streamSignal,
  writeContext,
  type EvaluationRequest,
  type EvaluationServices,
  type RequestContext,
  type Services,
  type SignIn,
  type Workloads,
} from './context.ts';
export { rulesetChanges } from './evaluation/changes.ts';
export { explainFlags, publicFlag } from './evaluation/evaluate.ts';
export {
  evaluateBooleans,
  evaluateBooleansNow,
  evaluateToJson,
  evaluateToJsonNow,
  type EvaluatedBooleans,
} from './evaluation/evaluate-to-json.ts';
export { createFlagdDefinitions, type FlagdDefinitions, type FlagdPayload } from './flagd/definitions.ts';
export { FAILURE_STATUS } from './failure-status.ts';
export type { Cache } from './cache/cache.ts';
export { createMemoryCache } from './cache/memory-cache.ts';
export { createRedisCache } from './cache/redis-cache.ts';
export { openRedis, type RedisConnection } from './cache/redis-connection.ts';
export { estimateGuesses } from './access/guessing.ts';
export { sweepOverrides } from './overrides/janitor.ts';
export { createHeldKeys, fromSyncedKeys, looksLikeKey } from './keys/held-keys.ts';
export { createKeyRing, type Keys } from './keys/key-ring.ts';
export { evaluateOfrepFlag, evaluateOfrepFlags, manifestFor, ofrepScopeOf } from './ofrep/evaluate.ts';
export { ofrepFailure } from '@burgee/protocols';
export { catchUpWith, refetchEvents } from './ofrep/events.ts';
export type { OverrideLinks } from './overrides/links.ts';
export { createOverrideLookup, type OverrideLookup } from './overrides/lookup.ts';
export { createSessionTokens } from './overrides/session-tokens.ts';
export { createSetupLink, type SetupLink } from './people/invitations.ts';
export { admit, BY_PROVIDER, type KnownElsewhere } from './people/join.ts';
export { changeOwnPassword, type Known } from './people/passwords.ts';
export { sweepSignIns } from './people/sessions.ts';
export { refuseWeakPassword } from './people/weak-passwords.ts';
export { repeat } from './schedule/repeat.ts';
export { appRouter, type AppRouter, createEdgeRouter } from './router.ts';
export { deriveKey, readOrCreateSecret } from './access/secrets.ts';
export { seed } from './seed.ts';
export { startSnapshots, type SnapshotOptions } from './snapshots.ts';
export { callUseCase, parseInput } from './call-use-case.ts';
export { type AgentTool, COMMON_FAILURES, openUseCase, type RestRow, type UseCase } from './use-case.ts';
export { EXAMPLE_IDS } from './example-ids.ts';
export { readExampleOutputs } from './example-outputs.ts';
export { EXAMPLE_LINKS, EXAMPLE_WORLD, type ExampleStep } from './example-world.ts';
export { USE_CASES } from './use-cases.ts';
export { HEARTBEAT_MS, SILENCE_MS } from './streams/heartbeat.ts';
export { toDomainFailure } from './trpc.ts';
export { createUsageCounter } from './usage/counter.ts';
export { countUsage, findOverrides, followedEnvironment, listKeys } from './sync/follow.ts';
export { createFollowedSnapshots, upstreamUnavailable } from './sync/followed.ts';
export { type ContentEncoding, createRulesetPayloads, type RulesetPayload } from './sync/ruleset-payloads.ts';
export { createSyncLog, type SyncLog } from './sync/sync-log.ts';
export { createProtocolUses, NO_PROTOCOL_USES } from './connections/protocol-uses.ts';
export { sweepUsage } from './usage/sweep.ts';
export {
  eventsBetween,
  hydrationOf,
  createUnleashExports,
  type UnleashExport,
  type UnleashExports,
  type UsersOf,
} from './unleash/exports.ts';
export { evaluateForFrontend } from './unleash/frontend.ts';
export { countUnleashMetrics, type ReportedFlag } from './unleash/metrics.ts';
export { usersFrom } from './unleash/user-overrides.ts';
export { specLevelOf } from '@burgee/protocols';
