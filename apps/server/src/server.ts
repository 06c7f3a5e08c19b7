import {
  admit,
  changeOwnPassword,
  createAuditVerifier,
  createCheckpoints,
  createKeyRing,
  createMemoryCache,
  createOverrideLookup,
  createRedisCache,
  createSetupLink,
  createUsageCounter,
  deriveKey,
  readOrCreateSecret,
  repeat,
  seed,
  startSnapshots,
  sweepAudit,
  sweepOverrides,
  sweepSignIns,
  sweepUsage,
  writeContext,
  type Cache,
  type Services,
  type SetupLink,
} from '@burgee/api';
import { connectDatabase, type Commit, type Database } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { createCallers } from './callers.ts';
import type { Settings } from './env.ts';
import type { BuildInfo } from './health.ts';
import { answerPlainQuestion } from './hot-path.ts';
import { createDeviceCookies } from './limits/device-cookie.ts';
import { createLimits } from './limits/limits.ts';
import { createOverrideLinks } from './override-links.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { closeServer } from './stop.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { compileTrust } from './trust-proxy.ts';

/** What the outside gives to a server: time, chance, identity. */
type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly newSecret: () => string;
};

export type RunningServer = {
  readonly port: number;
  readonly tokens: Tokens;
  /** Resolved when it can answer: tables up to date, every environment in memory. */
  readonly ready: Promise<void>;
  /** Once it is ready, where nobody can sign in yet: the way in. */
  setupLink(): SetupLink | undefined;
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
  const signIn = createSignIn({
    ...runtime,
    database,
    log,
    settings,
    key: deriveKey(secret, 'sessions'),
    publicOrigin: publicOriginOf(settings),
    changePassword: (person, passwordHash) => changeOwnPassword(services, person, passwordHash),
    admit: (known) => admit(services, known, settings.OIDC_DEFAULT_ROLE),
  });
  let setupLink: SetupLink | undefined;
  const snapshots = startSnapshots({
    database,
    cache,
    overrides,
    keys,
    now: runtime.now,
    prepare: async () => {
      setupLink = await prepare(database, auditKey, settings, runtime, log);
    },
    pollMs: settings.VERSION_POLL_MS,
    log: snapshotLog(log, runtime.clock),
  });
  const services: Services = {
    database,
    snapshots,
    overrides,
    keys,
    usage: createUsageCounter({
      database,
      onDropped: (answers) => log.warn({ answers }, 'there was no room to count how often flags were evaluated'),
    }),
    cache,
    links: createOverrideLinks(deriveKey(secret, 'links'), runtime.now),
    now: runtime.now,
    newId: runtime.newId,
    newSecret: runtime.newSecret,
    signIn: signIn.facts,
    auditKey,
    verifyAudit: createAuditVerifier(database, auditKey),
    random: runtime.random,
    environment: settings.BURGEE_ENVIRONMENT,
    publicEvaluation: settings.PUBLIC_EVALUATION,
    onCommit: (commit) => logCommit(log, commit),
    stopping: stopping.signal,
  };
  const trust = compileTrust(settings.TRUST_PROXY);
  const limits = createLimits({ settings, log, clock: runtime.clock });
  const app = createApp({
    services,
    callers: createCallers({ keys, tokens, signIn }),
    signIn,
    limits,
    devices: createDeviceCookies({ key: deriveKey(secret, 'devices'), settings, now: runtime.now }),
    trust,
    isHttps: settings.NODE_ENV === 'production' && publicOriginOf(settings).startsWith('https:'),
    log,
    settings,
    build,
    webApps,
    clock: runtime.clock,
  });
  const server = createServer(timeoutsOf(settings), (request, response) => {
    // When debugging, every request is to have its log line.
    if (log.isLevelEnabled('debug') || !answerPlainQuestion({ services, limits, trust }, request, response))
      app(request, response);
  });
  await listen(server, settings);
  const stopJanitor = repeat({
    everyMs: settings.JANITOR_INTERVAL_MS,
    isEager: true,
    task: () => sweep(services, settings),
    onFailed: onceAMinute(runtime.clock, (problem) => log.warn({ problem }, 'the janitor could not sweep')),
  });
  const notes = keepNotes(services, settings, runtime.clock, log);

  async function end(): Promise<void> {
    // First not ready, so that a balancer sends nothing more; streams end, requests in flight are finished.
    stopping.abort();
    await closeServer(server, settings.SHUTDOWN_TIMEOUT_MS);
    await stopJanitor();
    await notes.stop();
    await snapshots.stop();
    await overrides.stop();
    await cache.close();
    limits.close();
    await database.close();
  }

  let ending: Promise<void> | undefined;
  const stop = () => (ending ??= end());
  const { port } = server.address() as AddressInfo;
  return { port, tokens, ready: snapshots.loaded, setupLink: () => setupLink, stop };
}

function locationOf({ DATABASE_URL, DATA_DIR }: Settings) {
  return DATABASE_URL ? { url: DATABASE_URL } : { dataDir: DATA_DIR };
}

/** What trickles in is cut off, wherever it stops. An answer may take as long as it likes: streams do. */
function timeoutsOf({ REQUEST_TIMEOUT_MS }: Settings): ServerOptions {
  return {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: Math.min(REQUEST_TIMEOUT_MS, 5_000),
  };
}

/** As browsers see this server. */
function publicOriginOf({ PUBLIC_URL, PORT }: Settings): string {
  return new URL(PUBLIC_URL ?? `http://localhost:${PORT}`).origin;
}

/** Tables and, in an empty database, what there is to begin with: production gets no demo. Gives the way in, if needed. */
async function prepare(
  database: Database,
  auditKey: KeyObject,
  { NODE_ENV }: Settings,
  { now, newId, newSecret }: Runtime,
  log: Logger,
): Promise<SetupLink | undefined> {
  await database.migrate();
  const ctx = { database, now, newId, auditKey, actor: 'system', committed: async () => {} };
  const seeded = await seed(ctx, { onlyIfEmpty: true, withDemo: NODE_ENV !== 'production' });
  log.debug(seeded, 'seeded');
  return createSetupLink(ctx, newSecret);
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

/** How often it is written down which keys were used, and how often flags: both are shown to the minute. */
const USES_MS = 60_000;

/** What is written down now and then, and once more at the end. */
function keepNotes(
  { database, keys, usage, snapshots }: Services,
  { AUDIT_CHECKPOINT_INTERVAL_MS }: Settings,
  clock: () => number,
  log: Logger,
): { stop(): Promise<void> } {
  const noteCheckpoint = createCheckpoints(database, (checkpoint) => log.info(checkpoint, 'audit checkpoint'));
  const tasks = [
    { everyMs: USES_MS, task: () => keys.writeUses(), what: 'the last use of keys could not be written down' },
    { everyMs: USES_MS, task: () => usage.flush(), what: 'how often flags were evaluated could not be written down' },
    { everyMs: AUDIT_CHECKPOINT_INTERVAL_MS, task: noteCheckpoint, what: 'the trail could not be read' },
  ];
  let stops: (() => Promise<void>)[] = [];
  let isStopped = false;
  // Before that there may be no tables yet.
  void snapshots.loaded.then(() => {
    if (isStopped) return;
    stops = tasks.map(({ everyMs, task, what }) => {
      const onFailed = onceAMinute(clock, (problem) => log.warn({ problem }, what));
      const stop = repeat({ everyMs, isEager: false, task, onFailed });
      return () => stop().then(task).catch(onFailed);
    });
  });
  async function stop(): Promise<void> {
    isStopped = true;
    await Promise.all(stops.map((end) => end()));
  }
  return { stop };
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function sweep(services: Services, { AUDIT_RETENTION_DAYS }: Settings): Promise<void> {
  // Before that there may be no tables yet.
  if (!services.snapshots.status().isLoaded) return;
  await sweepOverrides(writeContext(services, { actor: 'janitor' }));
  await sweepSignIns(services);
  await sweepUsage(services);
  if (AUDIT_RETENTION_DAYS === undefined) return;
  const oldest = new Date(services.now().getTime() - AUDIT_RETENTION_DAYS * DAY_MS);
  await sweepAudit(services.database, services.auditKey, oldest);
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
