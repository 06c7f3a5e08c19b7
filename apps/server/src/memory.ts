import {
  type Cache,
  createFlagdDefinitions,
  createKeyRing,
  createMemoryCache,
  createOverrideLookup,
  createRedisCache,
  createRulesetPayloads,
  createSyncLog,
  type Services,
  type SnapshotOptions,
  startSnapshots,
} from '@burgee/api';
import { type Database, MigrationFailed } from '@burgee/data-access';
import type { Logger } from 'pino';
import { onceAMinute } from './once-a-minute.ts';
import type { Dependencies } from './runtime.ts';

type MemoryHooks = Pick<SnapshotOptions, 'prepare' | 'adopt'>;

export type Memory = Pick<
  Services,
  'cache' | 'overrides' | 'syncLog' | 'rulesetPayloads' | 'keys' | 'snapshots' | 'flagd'
>;

/**
 * Opens the parts of a server that hold data from the database in memory, and keeps them current.
 *
 * @param prepare migrates the tables before anything is read.
 * @param adopt adopts a database that was restored from a dump, given the versions that this server holds.
 */
export function startMemory(given: Dependencies, database: Database, { prepare, adopt }: MemoryHooks): Memory {
  const { settings, log } = given;
  const { clock, now } = given.runtime;
  const cache = openCache(given);
  const overrides = createOverrideLookup({
    database,
    cache,
    clock,
    onFailed: onceAMinute(clock, (problem) =>
      log.warn({ problem }, 'overrides cannot be looked up; evaluations continue with those in memory'),
    ),
  });
  const syncLog = createSyncLog();
  const keys = createKeyRing({ database, now });
  const flagd = createFlagdDefinitions({
    database,
    rulesetOf: (environment) => snapshots.ruleset(environment),
    onFailed: onceAMinute(clock, (problem) =>
      log.warn({ problem }, 'user overrides cannot be loaded; flagd continues with the flags it has'),
    ),
  });
  const hear: typeof overrides.hear = (environment, news) => {
    overrides.hear(environment, news);
    flagd.hear(environment, news);
  };
  const snapshots = startSnapshots({
    database,
    cache,
    overrides: { ...overrides, hear },
    syncLog,
    keys,
    now,
    prepare,
    adopt,
    pollMs: settings.VERSION_POLL_MS,
    log: snapshotLog(log, clock),
  });
  const rulesetPayloads = createRulesetPayloads({ snapshots, overrides, syncLog });
  return { cache, overrides, syncLog, rulesetPayloads, keys, snapshots, flagd };
}

function openCache({ settings: { REDIS_URL }, runtime: { clock }, log }: Dependencies): Cache {
  if (!REDIS_URL) return createMemoryCache({ clock });
  const onProblem = (error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    log.warn({ problem }, 'Redis cannot be used; reading from the database instead');
  };
  return createRedisCache({ url: REDIS_URL, clock, onProblem });
}

function snapshotLog(log: Logger, clock: () => number): Parameters<typeof startSnapshots>[0]['log'] {
  const migrationFailed = migrationLog(log, clock);
  const failed = onceAMinute(clock, (problem) =>
    log.warn({ problem }, 'the database cannot be read; evaluations continue with the flags in memory'),
  );
  return {
    loaded: ({ environment, version, flags, broken }) => {
      log.debug({ environment, version, flags: flags.size }, 'ruleset loaded');
      for (const { key, problem } of broken) log.error({ environment, version, flagKey: key, problem }, 'flag broken');
    },
    failed: (error) => (error instanceof MigrationFailed ? migrationFailed(error) : failed(error)),
  };
}

/**
 * Logs a failure immediately if it differs from the last one: an administrator who fixed that needs to see the next.
 */
function migrationLog(log: Logger, clock: () => number): (error: MigrationFailed) => void {
  let message = '';
  let report: (error: unknown) => void;
  return (error) => {
    if (error.message !== message) {
      report = onceAMinute(clock, () => log.error(error.failure, 'a migration cannot be applied; retrying'));
    }
    message = error.message;
    report(error);
  };
}
