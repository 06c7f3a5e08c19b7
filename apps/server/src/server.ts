import {
  createKeyRing,
  createMemoryCache,
  createOverrideLookup,
  createRedisCache,
  deriveKey,
  readOrCreateSecret,
  seed,
  startJanitor,
  startSnapshots,
  sweepAudit,
  sweepOverrides,
  writeContext,
  type Cache,
  type Services,
} from '@burgee/api';
import { connectDatabase, type Commit, type Database } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { createCallers } from './callers.ts';
import type { Settings } from './env.ts';
import type { BuildInfo } from './health.ts';
import { answerPlainQuestion } from './hot-path.ts';
import { createOverrideLinks } from './override-links.ts';
import { closeServer } from './stop.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** What the outside gives to a server: time, chance, identity. */
type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
};

export type RunningServer = {
  readonly port: number;
  readonly tokens: Tokens;
  /** Resolved when it can answer: tables up to date, every environment in memory. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
};

export type ServerParts = {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly log: Logger;
  readonly build: BuildInfo;
  readonly webApps: Readonly<Record<string, string>>;
};

/** Puts a server together and starts it. It listens at once, and is ready when the database has been read. */
export async function startServer({ settings, runtime, log, build, webApps }: ServerParts): Promise<RunningServer> {
  const secret = settings.AUTH_SECRET ?? (await readOrCreateSecret(settings.DATA_DIR));
  const tokens = createTokens({ key: deriveKey(secret, 'tokens'), trusted: settings, now: runtime.now });
  const auditKey = deriveKey(settings.AUDIT_SECRET ?? secret, 'audit');
  const database = await connectDatabase(locationOf(settings), {
    connectMs: settings.DATABASE_CONNECT_TIMEOUT_MS,
    requestMs: settings.DATABASE_REQUEST_TIMEOUT_MS,
    loadMs: settings.DATABASE_LOAD_TIMEOUT_MS,
  });
  const stopping = new AbortController();
  const cache = openCache(settings, runtime, log);
  const overrides = createOverrideLookup({
    database,
    cache,
    clock: runtime.clock,
    onFailed: onceAMinute(runtime.clock, (problem) =>
      log.warn({ problem }, 'overrides cannot be looked up; evaluations go on with those in memory'),
    ),
  });
  const keys = createKeyRing({ database, now: runtime.now });
  const snapshots = startSnapshots({
    database,
    cache,
    overrides,
    keys,
    now: runtime.now,
    prepare: () => prepare(database, auditKey, settings, runtime, log),
    pollMs: settings.VERSION_POLL_MS,
    log: snapshotLog(log, runtime.clock),
  });
  const services: Services = {
    database,
    snapshots,
    overrides,
    keys,
    cache,
    links: createOverrideLinks(deriveKey(secret, 'links'), runtime.now),
    now: runtime.now,
    newId: runtime.newId,
    auditKey,
    random: runtime.random,
    environment: settings.BURGEE_ENVIRONMENT,
    publicEvaluation: settings.PUBLIC_EVALUATION,
    onCommit: (commit) => logCommit(log, commit),
    stopping: stopping.signal,
  };
  const app = createApp({
    services,
    callers: createCallers({ keys, tokens }),
    log,
    settings,
    build,
    webApps,
    clock: runtime.clock,
  });
  const server = createServer((request, response) => {
    // When debugging, every request is to have its log line.
    if (log.isLevelEnabled('debug') || !answerPlainQuestion(services, request, response)) app(request, response);
  });
  await listen(server, settings);
  const stopJanitor = startJanitor({
    everyMs: settings.JANITOR_INTERVAL_MS,
    sweep: () => sweep(services, settings),
    onFailed: onceAMinute(runtime.clock, (problem) => log.warn({ problem }, 'the janitor could not sweep')),
  });

  async function stop(): Promise<void> {
    // First not ready, so that a balancer sends nothing more; streams end, requests in flight are finished.
    stopping.abort();
    await closeServer(server, settings.SHUTDOWN_TIMEOUT_MS);
    await stopJanitor();
    await snapshots.stop();
    await overrides.stop();
    await cache.close();
    await database.close();
  }

  return { port: (server.address() as AddressInfo).port, tokens, ready: snapshots.loaded, stop };
}

function locationOf({ DATABASE_URL, DATA_DIR }: Settings) {
  return DATABASE_URL ? { url: DATABASE_URL } : { dataDir: DATA_DIR };
}

/** Tables and, in an empty database, what there is to begin with: production gets no demo. */
async function prepare(
  database: Database,
  auditKey: KeyObject,
  { NODE_ENV }: Settings,
  { now, newId }: Runtime,
  log: Logger,
): Promise<void> {
  await database.migrate();
  const seeded = await seed(
    { database, now, newId, auditKey, actor: 'system', committed: async () => {} },
    { onlyIfEmpty: true, withDemo: NODE_ENV !== 'production' },
  );
  log.debug(seeded, 'seeded');
}

/** What is away for long is said once a minute, not once a poll. */
const WARN_EVERY_MS = 60_000;

function onceAMinute(clock: () => number, warn: (problem: string) => void): (error: unknown) => void {
  let warnedAt = -Infinity;
  return (error) => {
    if (clock() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = clock();
    warn(error instanceof Error ? error.message : String(error));
  };
}

function snapshotLog(log: Logger, clock: () => number): Parameters<typeof startSnapshots>[0]['log'] {
  return {
    loaded: ({ environment, version, flags, broken }) => {
      log.debug({ environment, version, flags: flags.size }, 'ruleset loaded');
      for (const { key, problem } of broken) log.error({ environment, version, flagKey: key, problem }, 'flag broken');
    },
    failed: onceAMinute(clock, (problem) =>
      log.warn({ problem }, 'the database cannot be read; evaluations go on with what is in memory'),
    ),
  };
}

function openCache({ REDIS_URL }: Settings, { clock }: Runtime, log: Logger): Cache {
  if (!REDIS_URL) return createMemoryCache({ clock });
  const onProblem = (error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    log.warn({ problem }, 'Redis cannot be used; the database answers instead');
  };
  return createRedisCache({ url: REDIS_URL, clock, onProblem });
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function sweep(services: Services, { AUDIT_RETENTION_DAYS }: Settings): Promise<void> {
  // Before that there may be no tables yet.
  if (!services.snapshots.status().isLoaded) return;
  await sweepOverrides(writeContext(services, { actor: 'janitor' }));
  if (AUDIT_RETENTION_DAYS === undefined) return;
  await sweepAudit(services.database, new Date(services.now().getTime() - AUDIT_RETENTION_DAYS * DAY_MS));
}

/** Every change is a structured line (W9.16). */
function logCommit(log: Logger, { actor, versions, changes }: Commit): void {
  for (const { environment, action, subject, key, overrideType, target, reason } of changes) {
    const version = versions.get(environment);
    log.info({ environment, version, actor, action, subject, key, overrideType, target, reason }, 'changed');
  }
}

async function listen(server: Server, { PORT, HOST }: Settings): Promise<void> {
  server.listen(PORT, HOST);
  await once(server, 'listening');
}
