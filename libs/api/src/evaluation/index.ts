/**
 * Everything that evaluates flags over HTTP without a database, as `burgee dev` does. Nothing in here loads the database's
 * code, so that it can be bundled.
 */

export type { Caller } from '../access/caller.ts';
export { parseInput } from '../call-use-case.ts';
export { NO_PROTOCOL_USES } from '../connections/protocol-uses.ts';
export {
  evaluationEnvironment,
  explainingEnvironment,
  type EvaluationRequest,
  type EvaluationServices,
} from '../context.ts';
export { FAILURE_STATUS } from '../failure-status.ts';
export { flagNotFound } from '../failures/flag-not-found.ts';
export { checkValue, valueFromText } from '../overrides/value.ts';
export { HEARTBEAT_MS, SILENCE_MS } from '../streams/heartbeat.ts';
export { countUsage, findOverrides, followedEnvironment } from '../sync/follow.ts';
export { createFollowedSnapshots } from '../sync/followed.ts';
export { createRulesetPayloads } from '../sync/ruleset-payloads.ts';
export { createSyncLog } from '../sync/sync-log.ts';
export { rulesetChanges } from './changes.ts';
export { explainFlags, publicFlag } from './evaluate.ts';
export { evaluateBooleans, evaluateToJson } from './evaluate-to-json.ts';
