import { type DomainFailure, EnvironmentKey, HOUR_MS, type Role, type Session } from '@burgee/contracts';
import { addUsage, type Commit, connectDatabase, type Database, writeProtocolUses } from '@burgee/data-access';
import { createDatabase, NOW, startDatabaseClock } from '@burgee/testing';
import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, inject } from 'vitest';
import type { Caller } from './access/caller.ts';
import { deriveKey } from './access/secrets.ts';
import { createAuditVerifier } from './audit/verifier.ts';
import type { Cache } from './cache/cache.ts';
import { createMemoryCache } from './cache/memory-cache.ts';
import { createProtocolUses } from './connections/protocol-uses.ts';
import type { RequestContext, Services } from './context.ts';
import { createFlagdDefinitions } from './flagd/definitions.ts';
import { createKeyRing } from './keys/key-ring.ts';
import { createOverrideLookup } from './overrides/lookup.ts';
import { createSessionTokens } from './overrides/session-tokens.ts';
import { createCaller } from './router.ts';
import { startSnapshots } from './snapshots.ts';
import { createRulesetPayloads } from './sync/ruleset-payloads.ts';
import { createSyncLog } from './sync/sync-log.ts';
import { testDiagnostics, testLinks, testPlans, testWorkloads } from './test-doubles.ts';
import { toDomainFailure } from './trpc.ts';
import { createUnleashExports } from './unleash/exports.ts';
import { usersFrom } from './unleash/user-overrides.ts';
import { createUsageCounter } from './usage/counter.ts';

export type Api = ReturnType<typeof createCaller>;
/** A caller's input for a new flag. */
export type NewFlag = Parameters<Api['flags']['create']>[0];

/** The API on its own database, with a stopped clock and callers of each role. */
export type TestApi = AsyncDisposable & {
  readonly url: string;
  readonly services: Services;
  readonly time: TestTime;
  readonly commits: readonly Commit[];
  /** Look-ups that failed. */
  readonly failures: readonly unknown[];
  /** For each flush, the number of answers dropped because the memory limit was reached, if any. */
  readonly dropped: readonly number[];
  as(role: Role, request?: Partial<RequestContext>): Api;
  /** A caller with other roles in some environments, or without reach to all of them. */
  withRole(role: Role, fields: Partial<Session>): Api;
  /** A caller without a token. */
  readonly anonymous: Api;
  /** A caller with a refused token. */
  refused(problem: 'invalid' | 'expired'): Api;
  /** Creates an environment for a single test. */
  newEnvironment(): Promise<EnvironmentKey>;
};

type TestTime = {
  /** The time of the database's clock. */
  now: number;
  /** Milliseconds by which the server's clock is ahead of the database's. */
  aheadMs: number;
};

/** Connections to a database whose clock stands still. */
export type TestConnections = AsyncDisposable & {
  readonly url: string;
  readonly database: Database;
  readonly time: TestTime;
};

type TestApiOptions = {
  /** An existing database, shared with another server. */
  readonly url?: string;
  /** Connections that stay open for the next API. By default, it has its own. */
  readonly connections?: TestConnections;
  /** Wraps the database. */
  readonly through?: (database: Database) => Database;
  /** By default practically never: notifications should announce every change before a poll finds it. */
  readonly pollMs?: number;
  readonly publicEvaluation?: boolean;
  /** The server's own environment. */
  readonly environment?: string;
  /** A cache shared with another server. */
  readonly cache?: Cache;
  /** Whether to wait for the override index. */
  readonly isIndexed?: boolean;
  /** By default, ids are counted, and secrets are random. */
  readonly newId?: () => string;
  readonly newSecret?: () => string;
};

export const AUDIT_KEY = createSecretKey(Buffer.from('the audit key of tests'));

export function sessionOf(role: Role, fields: Partial<Session> = {}): Session {
  return { actor: `${role}@example.org`, name: role, role, roles: {}, reach: null, ...fields };
}

const NEVER_MS = HOUR_MS;
/** Generous timeouts for a busy machine: these tests compare order, never time. */
export const PATIENT = { connectMs: 10_000, requestMs: 10_000, loadMs: 10_000 };

/** Starts with the environments `production`, the server's own by default, and `development`. */
export async function startTestApi({
  url,
  connections: kept,
  through = (database) => database,
  pollMs = NEVER_MS,
  publicEvaluation = true,
  environment = 'production',
  cache: sharedCache,
  isIndexed = true,
  newId = countedIds(),
  newSecret = () => randomBytes(32).toString('base64url'),
}: TestApiOptions = {}): Promise<TestApi> {
  const connections = kept ?? (await connectInTime(url ?? (await createDatabase(inject('postgresUrl')))));
  const { time } = connections;
  const database = through(connections.database);
  const now = () => new Date(time.now + time.aheadMs);
  const cache = sharedCache ?? createMemoryCache({ clock: () => time.now });
  const failures: unknown[] = [];
  const onFailed = (error: unknown) => void failures.push(error);
  const overrides = createOverrideLookup({ database, cache, clock: () => time.now, onFailed });
  const syncLog = createSyncLog();
  const keys = createKeyRing({ database, now });
  const dropped: number[] = [];
  const protocolUses = createProtocolUses({
    now,
    write: (uses) => database.write((em) => writeProtocolUses(em, uses)),
    onFailed,
  });
  const usage = createUsageCounter({
    write: (cells) => database.write((em) => addUsage(em, cells)),
    onDropped: (count) => void dropped.push(count),
  });
  const flagd = createFlagdDefinitions({
    database,
    rulesetOf: (environment) => snapshots.ruleset(environment),
    onFailed,
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
    prepare: () => addFirstEnvironments(database),
    adopt: async () => undefined,
    pollMs,
    log: { loaded: () => undefined, failed: () => undefined },
  });
  await snapshots.loaded;
  if (isIndexed) await overrides.ready();
  const commits: Commit[] = [];
  const stopping = new AbortController();
  const services: Services = {
    database,
    snapshots,
    overrides,
    syncLog,
    rulesetPayloads: createRulesetPayloads({ snapshots, overrides, syncLog }),
    keys,
    usage,
    protocolUses,
    flagd,
    flagdAddress: null,
    unleash: createUnleashExports({ snapshots, usersOf: usersFrom({ database, overrides, snapshots }) }),
    cache,
    links: testLinks(now),
    plans: testPlans(now),
    sessionTokens: createSessionTokens(deriveKey('a secret of tests', 'override-sessions')),
    workloads: testWorkloads(now),
    diagnose: testDiagnostics,
    now,
    newId,
    newSecret,
    // Fast and insecure, only for tests.
    signIn: { hashPassword: async (password) => `hash of ${password}`, oidc: null },
    auditKey: AUDIT_KEY,
    verifyAudit: createAuditVerifier(database, AUDIT_KEY),
    random: () => 0.5,
    environment: EnvironmentKey.parse(environment),
    publicEvaluation,
    onCommit: (commit) => void commits.push(commit),
    draining: stopping.signal,
    stopping: stopping.signal,
  };
  const callAs = (caller: Caller, request?: Partial<RequestContext>) => createCaller({ services, caller, ...request });
  let environments = 0;

  return {
    url: connections.url,
    services,
    time,
    commits,
    failures,
    dropped,
    as: (role, request) => callAs({ session: sessionOf(role) }, request),
    withRole: (role, fields) => callAs({ session: sessionOf(role, fields) }),
    anonymous: callAs({ problem: 'missing' }),
    refused: (problem) => callAs({ problem }),
    newEnvironment: async () => {
      const key = `env-${++environments}`;
      await callAs({ session: sessionOf('admin', { actor: 'test' }) }).environments.create({ key });
      // Until its index is ready, every id is looked up.
      await overrides.ready();
      return EnvironmentKey.parse(key);
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await snapshots.stop();
      await overrides.stop();
      if (!kept) await connections[Symbol.asyncDispose]();
    },
  };
}

/** Stops time. The database's clock is set before the next database call. */
export async function connectInTime(url: string): Promise<TestConnections> {
  const clock = await startDatabaseClock(url);
  let now = NOW;
  let isSet = clock.set(now);
  const time: TestTime = {
    aheadMs: 0,
    get now() {
      return now;
    },
    set now(at) {
      now = at;
      isSet = isSet.then(() => clock.set(at));
    },
  };
  const inTime = (database: Database): Database => ({
    ...database,
    read: (work) => isSet.then(() => database.read(work)),
    load: (work) => isSet.then(() => database.load(work)),
    write: (work, places) => isSet.then(() => database.write(work, places)),
  });
  const connected = await connectDatabase({ url }, PATIENT);
  return {
    url,
    database: inTime(connected),
    time,
    [Symbol.asyncDispose]: async () => {
      await connected.close();
      await isSet;
      await clock[Symbol.asyncDispose]();
    },
  };
}

async function addFirstEnvironments(database: Database): Promise<void> {
  await database.write((em) =>
    em.execute(
      `insert into environments (key, name, permits_session_overrides, created_at)
       values ('production', 'Production', false, ?), ('development', 'Development', true, ?) on conflict do nothing`,
      [new Date(NOW), new Date(NOW)],
    ),
  );
}

/** Predictable ids, distinct per server. */
let servers = 0;
function countedIds(): () => string {
  const server = (++servers).toString(16).padStart(4, '0');
  let count = 0;
  return () => `00000000-0000-4000-a000-${server}${(++count).toString(16).padStart(8, '0')}`;
}

/** Returns the failure of a call. A call that succeeds or ends with an internal error fails the test. */
export async function failureFrom(call: Promise<unknown>): Promise<DomainFailure> {
  const error = await call.then(
    (result) => expect.fail(`no failure, but ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  const failure = toDomainFailure(error);
  if (!failure) throw error;
  return failure;
}

/** Returns the details of a `VALIDATION_FAILED`, as `path: message`. */
export async function detailsFrom(call: Promise<unknown>): Promise<string[]> {
  const failure = await failureFrom(call);
  if (failure.code !== 'VALIDATION_FAILED') expect.fail(`${failure.code} is not VALIDATION_FAILED`);
  return failure.details.map(({ path, message }) => `${path}: ${message}`);
}
