import { DomainError, type EnvironmentKey, HOUR_MS, type RulesetVersion } from '@burgee/contracts';
import { connectDatabase, type Database, type News } from '@burgee/data-access';
import type { CompiledRuleset } from '@burgee/evaluator';
import { eventually } from '@burgee/testing';
import {} from 'vitest';
import { createMemoryCache } from './cache/memory-cache.ts';
import { type Snapshots, startSnapshots } from './snapshots.ts';
import { PATIENT, type TestApi } from './test-services.ts';

/** Practically never. */
const NEVER_MS = HOUR_MS;

/** Another server on the database of `api`: its snapshots, and a link to the database that a test can control. */
export type Replica = AsyncDisposable & {
  readonly snapshots: Snapshots;
  /** The replica's clock. */
  readonly time: { now: number };
  readonly link: Link;
  /** The rulesets it logged as loaded. */
  readonly loaded: readonly CompiledRuleset[];
  readonly failures: readonly unknown[];
  /** The news that its look-ups received. */
  readonly heard: readonly News[];
};

/** The link to the database. */
type Link = {
  /** Whether the link is cut. */
  isCut: boolean;
  /** Number of loads begun. */
  loads: number;
  /** Whether loads fail while everything else works. */
  loadsFail: boolean;
  /** Intercepts the result of a load, and may delay or replace it. */
  afterLoad: (loaded: unknown) => unknown;
};

type ReplicaOptions = {
  readonly pollMs?: number;
  readonly prepare?: () => Promise<void>;
};

/** Starts a replica that gets no notifications and, by default, practically never polls. */
export function startReplica(api: TestApi, options?: ReplicaOptions): Promise<Replica> {
  return loadedReplica(openReplica(api, options));
}

async function loadedReplica(opening: Promise<Replica>): Promise<Replica> {
  const replica = await opening;
  await replica.snapshots.loaded;
  return replica;
}

/** Like `startReplica`, before the first load has finished. */
export async function openReplica(
  { url, services }: TestApi,
  { pollMs = NEVER_MS, prepare = async () => {} }: ReplicaOptions = {},
): Promise<Replica> {
  const real = await connectDatabase({ url }, PATIENT);
  const link: Link = { isCut: false, loads: 0, loadsFail: false, afterLoad: (loaded) => loaded };
  const time = { now: services.now().getTime() };
  const loaded: CompiledRuleset[] = [];
  const failures: unknown[] = [];
  const heard: News[] = [];
  const snapshots = startSnapshots({
    database: through(link, real),
    cache: createMemoryCache({ clock: () => time.now }),
    overrides: { hear: (_environment, news) => void heard.push(news), databaseAnswers: () => undefined },
    syncLog: { hear: () => undefined },
    keys: { catchUp: async () => undefined },
    now: () => new Date(time.now),
    prepare,
    adopt: async () => undefined,
    pollMs,
    log: { loaded: (ruleset) => void loaded.push(ruleset), failed: (error) => void failures.push(error) },
  });
  return {
    snapshots,
    time,
    link,
    loaded,
    failures,
    heard,
    [Symbol.asyncDispose]: async () => {
      await snapshots.stop();
      await real.close();
    },
  };
}

function through(link: Link, real: Database): Database {
  const passes = () => {
    if (link.isCut) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 });
  };
  return {
    ...real,
    listen: () => async () => {},
    read: async (work) => {
      passes();
      return real.read(work);
    },
    load: async <T>(work: Parameters<typeof real.load<T>>[0]) => {
      passes();
      link.loads++;
      if (link.loadsFail) throw new Error('the load failed');
      return (await link.afterLoad(await real.load(work))) as T;
    },
  };
}

/** Holds the results of loads until `open` is called. */
export function holdLoads(link: Link) {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  link.afterLoad = async (loaded) => {
    reached.resolve();
    await opened.promise;
    return loaded;
  };
  return { reached: reached.promise, open: () => opened.resolve() };
}

/** Polls a condition that no event announces. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(async () => {
    if (!(await isSo())) throw new Error('not yet');
  }, 2);
}

/** Waits until `count` servers listen for notifications of a database. */
export async function untilListening({ read }: Database, count: number): Promise<void> {
  await eventually(async () => {
    const [row]: { count: number }[] = await read((em) =>
      em.execute(
        `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and query like 'listen%' and state = 'idle'`,
      ),
    );
    if (row?.count !== count) throw new Error(`${row?.count} listen`);
  }, 10);
}

export const one = (environment: EnvironmentKey, version: number) =>
  new Map([[environment, version as RulesetVersion]]);
