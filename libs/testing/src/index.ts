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
export { findChromium, findRedisServer } from './programs.ts';
export { createDatabase, createEmptyDatabase, TEMPLATE } from './databases.ts';
export { startPostgres } from './postgres.ts';
export { freePort } from './processes.ts';
export { startRedis } from './redis.ts';
export { startPrefixProxy, type PrefixProxy } from './prefix-proxy.ts';
export {
  addressOf,
  startFaultProxy,
  throughProxy,
  type Fault,
  type FaultProxy,
  type ProxiedConnection,
} from './fault-proxy.ts';
