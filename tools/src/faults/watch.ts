import { createFlagClient, type FlagClient } from '@burgee/client';
import {
  type Canary,
  type CanaryReport,
  createLedger,
  createOracle,
  type Ledger,
  type Observer,
  startCanary,
} from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { auditBooks, readCounters } from './books.ts';
import { ask } from './http.ts';
import { startWriter } from './load.ts';
import { CONTEXT, COUNTER_OFF, COUNTERS, FIXED } from './stock.ts';
import { until } from './until.ts';
import type { World, WorldServer } from './world.ts';

/** The background load during a fault: 50 evaluations and 10 writes per second, all of them checked. */
export type Watch = {
  readonly ledger: Ledger;
  /** By server name. */
  readonly observers: ReadonlyMap<string, Observer>;
  readonly client: FlagClient;
  /** Sets whether this server may fail to answer from now on. */
  pardon(server: WorldServer, isPardoned: boolean): void;
};

export type Watched<T> = {
  readonly result: T;
  readonly ledger: Ledger;
  readonly violations: readonly string[];
  readonly observers: ReadonlyMap<string, Observer>;
  readonly canaries: readonly CanaryReport[];
  /** The slowest evaluation of all observers, in milliseconds. */
  readonly slowestEvaluationMs: number;
  readonly slowestHealthMs: number;
  readonly slowestPropagationMs: number;
};

export type WatchOptions = {
  /** Whether to write in the background; `true` by default. */
  readonly writes?: boolean;
  /** Servers that receive writes; all by default. */
  readonly writeTo?: (world: World) => readonly WorldServer[];
  /** Whether the books are compared at the end; `true` by default. */
  readonly isAudited?: boolean;
};

/** Each of two servers evaluates 25 times a second. */
const EVALUATE_EVERY_MS = 40;
/** Each of four writers writes two or three times a second. */
const WRITE_EVERY_MS = 380;

/** Runs `work` while the oracle, the ledger and the canaries watch, then compares the books. */
export async function watchWhile<T>(
  world: World,
  work: (watch: Watch) => Promise<T>,
  { writes = true, writeTo = ({ servers }) => servers, isAudited = true }: WatchOptions = {},
): Promise<Watched<T>> {
  const ledger = createLedger();
  const counters = Object.fromEntries(COUNTERS.map((key) => [key, { off: COUNTER_OFF }]));
  const oracle = createOracle({ fixed: FIXED, counters, ledger, clock: () => performance.now() });
  const stopping = new AbortController();
  const client = createFlagClient({ url: world.first.url, context: CONTEXT });
  await client.ready();
  const observers = new Map(world.servers.map(({ name }) => [name, oracle.observer(name)]));
  const canaries = new Map(world.servers.map((server) => [server.name, startCanaries(server)]));
  const clientObserver = oracle.observer('client');
  const observing = [
    ...world.servers.map((server) => observeServer(server, observers.get(server.name) as Observer, stopping.signal)),
    observeClient(client, clientObserver, stopping.signal),
  ];
  const writers = writes ? await startWriters(world, ledger, writeTo(world)) : [];
  const pardon = (server: WorldServer, isPardoned: boolean) => {
    observers.get(server.name)?.pardon(isPardoned);
    canaries.get(server.name)?.forEach((canary) => canary.pardon(isPardoned));
  };
  try {
    const result = await work({ ledger, observers, client, pardon });
    await Promise.all(writers.map((writer) => writer.stop()));
    const late = await untilShown(observers);
    stopping.abort();
    await Promise.all(observing);
    const reports = (await Promise.all([...canaries.values()].flat().map((canary) => canary.stop()))).flat();
    const health = reports.flatMap(({ failures }) => failures.map((failure) => `/healthz: ${failure}`));
    const books = isAudited ? await auditBooks(world, ledger) : [];
    const all = [...observers.values(), clientObserver];
    return {
      result,
      ledger,
      observers,
      canaries: reports,
      violations: [...oracle.violations.map(describeViolation), ...late, ...health, ...books],
      slowestEvaluationMs: Math.max(...all.map(({ latencies }) => latencies.worst)),
      slowestHealthMs: Math.max(...reports.map(({ worstMs }) => worstMs)),
      slowestPropagationMs: Math.max(...[...observers.values()].map((observer) => observer.slowestPropagationMs)),
    };
  } finally {
    stopping.abort();
    client.close();
    await Promise.all([
      ...writers.map((writer) => writer.stop()),
      ...[...canaries.values()].flat().map((canary) => canary.stop()),
    ]);
  }
}

function describeViolation({ kind, observer, detail }: { kind: string; observer: string; detail: string }): string {
  return `${observer}: ${kind}: ${detail}`;
}

/** Like balancers: on new connections, and on one that is kept open. */
function startCanaries({ url }: WorldServer): Canary[] {
  return [false, true].map((keepsConnection) => startCanary({ url: `${url}/healthz`, keepsConnection }));
}

async function startWriters(world: World, ledger: Ledger, targets: readonly WorldServer[]) {
  const before = await readCounters(world);
  const token = await world.token('load');
  return COUNTERS.map((key, at) => {
    const target = targets[at % targets.length] as WorldServer;
    return startWriter({
      ledger,
      key,
      from: before.get(key) ?? 0,
      token,
      // Like a balancer, write to another server while this one is down.
      urlOf: () => (target.isRunning ? target : (targets.find(({ isRunning }) => isRunning) ?? target)).url,
      everyMs: WRITE_EVERY_MS,
    });
  });
}

async function observeServer({ url }: WorldServer, observer: Observer, signal: AbortSignal): Promise<void> {
  const body = { context: CONTEXT };
  const pending = new Set<Promise<void>>();
  while (!signal.aborted) {
    const begun = performance.now();
    const { pardons } = observer;
    const asking = ask(`${url}/api/config/evaluate`, { body })
      .then(({ status, body, ms }) => {
        if (status !== 200) return observer.failed(`status ${status}`, ms, pardons);
        const { version, flags } = body as { version: number; flags: Record<string, { value?: unknown }> };
        const values = Object.fromEntries(Object.entries(flags).map(([key, { value }]) => [key, value]));
        observer.observed({ version, values }, ms);
      })
      .catch((error: unknown) => observer.failed(error, performance.now() - begun, pardons))
      .finally(() => pending.delete(asking));
    pending.add(asking);
    await pause(EVALUATE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(pending);
}

/** Reads from memory must neither throw nor wait (R1). */
async function observeClient(client: FlagClient, observer: Observer, signal: AbortSignal): Promise<void> {
  const keys = [...Object.keys(FIXED), ...COUNTERS];
  while (!signal.aborted) {
    const begun = performance.now();
    try {
      const values = Object.fromEntries(keys.map((key) => [key, client.all().get(key)?.value]));
      observer.observed({ version: client.status().version ?? 0, values }, performance.now() - begun);
    } catch (error) {
      observer.failed(error, performance.now() - begun);
    }
    await pause(EVALUATE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const SHOWN_WITHIN_MS = 5_000;

/** Waits until every server shows the last acknowledged writes. @returns a sentence for each server that does not. */
async function untilShown(observers: ReadonlyMap<string, Observer>): Promise<string[]> {
  const late = () => [...observers].filter(([, { isCurrent }]) => !isCurrent);
  await until(() => late().length === 0, SHOWN_WITHIN_MS, 20);
  return late().map(([name]) => `${name} does not show the acknowledged writes after ${SHOWN_WITHIN_MS} ms`);
}
