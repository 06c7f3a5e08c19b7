import { seed, startSnapshots, type Services } from '@burgee/api';
import { connectDatabase, type Commit, type Database } from '@burgee/data-access';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { createAuth, type Auth } from './auth.ts';
import { readOrCreateSecret } from './secret.ts';
import type { Settings } from './env.ts';
import { answerPlainQuestion } from './hot-path.ts';
import type { BuildInfo } from './health.ts';
import { closeServer } from './stop.ts';

/** What the outside gives to a server: time, chance, identity. */
type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
};

export type RunningServer = {
  readonly port: number;
  readonly auth: Auth;
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
  const auth = createAuth(settings.AUTH_JWT_SECRET ?? (await readOrCreateSecret(settings.DATA_DIR)), runtime.now);
  const database = await connectDatabase(locationOf(settings), {
    connectMs: settings.DATABASE_CONNECT_TIMEOUT_MS,
    requestMs: settings.DATABASE_REQUEST_TIMEOUT_MS,
    loadMs: settings.DATABASE_LOAD_TIMEOUT_MS,
  });
  const stopping = new AbortController();
  const snapshots = startSnapshots({
    database,
    now: runtime.now,
    prepare: () => prepare(database, settings, runtime, log),
    pollMs: settings.VERSION_POLL_MS,
    log: snapshotLog(log, runtime.clock),
  });
  const services: Services = {
    database,
    snapshots,
    now: runtime.now,
    newId: runtime.newId,
    random: runtime.random,
    environment: settings.BURGEE_ENVIRONMENT,
    publicEvaluation: settings.PUBLIC_EVALUATION,
    onCommit: (commit) => logCommit(log, commit),
    stopping: stopping.signal,
  };
  const app = createApp({ services, auth, log, settings, build, webApps, clock: runtime.clock });
  const server = createServer((request, response) => {
    // When debugging, every request is to have its log line.
    if (log.isLevelEnabled('debug') || !answerPlainQuestion(services, request, response)) app(request, response);
  });
  await listen(server, settings);

  async function stop(): Promise<void> {
    // First not ready, so that a balancer sends nothing more; streams end, requests in flight are finished.
    stopping.abort();
    await closeServer(server, settings.SHUTDOWN_TIMEOUT_MS);
    await snapshots.stop();
    await database.close();
  }

  return { port: (server.address() as AddressInfo).port, auth, ready: snapshots.loaded, stop };
}

function locationOf({ DATABASE_URL, DATA_DIR }: Settings) {
  return DATABASE_URL ? { url: DATABASE_URL } : { dataDir: DATA_DIR };
}

/** Tables and, in an empty database, what there is to begin with: production gets no demo. */
async function prepare(
  database: Database,
  { NODE_ENV }: Settings,
  { now, newId }: Runtime,
  log: Logger,
): Promise<void> {
  await database.migrate();
  const seeded = await seed(
    { database, now, newId, actor: 'system', committed: async () => {} },
    { onlyIfEmpty: true, withDemo: NODE_ENV !== 'production' },
  );
  log.debug(seeded, 'seeded');
}

/** A database that is away for long is said once a minute, not once a poll. */
const WARN_EVERY_MS = 60_000;

function snapshotLog(log: Logger, clock: () => number): Parameters<typeof startSnapshots>[0]['log'] {
  let warnedAt = -Infinity;
  return {
    loaded: ({ environment, version, flags, broken }) => {
      log.debug({ environment, version, flags: flags.size }, 'ruleset loaded');
      for (const { key, problem } of broken) log.error({ environment, version, flagKey: key, problem }, 'flag broken');
    },
    failed: (error) => {
      if (clock() - warnedAt < WARN_EVERY_MS) return;
      warnedAt = clock();
      const problem = error instanceof Error ? error.message : String(error);
      log.warn({ problem }, 'the database cannot be read; evaluations go on with what is in memory');
    },
  };
}

/** Every change is a structured line (W9.16). */
function logCommit(log: Logger, { actor, versions, changes }: Commit): void {
  for (const { environment, action, subject, key, overrideType, reason } of changes) {
    const version = versions.get(environment);
    log.info({ environment, version, actor, action, subject, key, overrideType, reason }, 'changed');
  }
}

async function listen(server: Server, { PORT, HOST }: Settings): Promise<void> {
  server.listen(PORT, HOST);
  await once(server, 'listening');
}
