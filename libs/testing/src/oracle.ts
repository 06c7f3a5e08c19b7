import { isSameJson } from '@burgee/contracts';
import { createLatencies, type Latencies } from './latencies.ts';
import type { Ledger } from './ledger.ts';

/** All values for one context at one version. */
type Observation = { readonly version: number; readonly values: Readonly<Record<string, unknown>> };

type Violation = {
  readonly kind:
    'failed' | 'wrong value' | 'unknown is off' | 'version went backward' | 'value went backward' | 'never written';
  readonly observer: string;
  readonly detail: string;
};

/** One source of answers: a server, or a client that caches them. */
export type Observer = {
  observed(observation: Observation, ms: number): void;
  /** @param pardons `pardons` at the time of the request: a failure pardoned in the meantime is expected. */
  failed(error: unknown, ms: number, pardons?: number): void;
  /** While pardoned, failures are expected, such as those of a server that was killed on purpose. */
  pardon(isPardoned: boolean): void;
  readonly latencies: Latencies;
  /** The longest time from an acknowledgement to the first answer that shows it, in milliseconds. */
  readonly slowestPropagationMs: number;
  /** Whether it has shown every acknowledged write. */
  readonly isCurrent: boolean;
  readonly answers: number;
  readonly pardoned: number;
  /** How often it was pardoned. */
  readonly pardons: number;
};

export type Oracle = { readonly violations: readonly Violation[]; observer(name: string): Observer };

type OracleOptions = {
  /** Values that do not change during the run. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Counters that the ledger writes, with the value of each when it is off. */
  readonly counters: Readonly<Record<string, { readonly off: unknown }>>;
  readonly ledger: Ledger;
  readonly clock: () => number;
};

/** Limits the report, because thousands of equal violations would hide the others. */
const KEPT = 100;

/** Knows every correct answer, and records the wrong ones. */
export function createOracle(options: OracleOptions): Oracle {
  const { ledger, clock } = options;
  const violations: Violation[] = [];
  const awaited: ((key: string, value: number, at: number) => void)[] = [];
  ledger.onAcknowledged((key, value, at) => {
    // Other counters are not among the answers.
    if (Object.hasOwn(options.counters, key)) awaited.forEach((note) => note(key, value, at));
  });

  function observer(name: string): Observer {
    const latencies = createLatencies();
    const report = (kind: Violation['kind'], detail: string) => {
      if (violations.length < KEPT) violations.push({ kind, observer: name, detail });
    };
    const propagation = createPropagation(clock);
    awaited.push(propagation.acknowledged);
    const seen = { version: 0, counters: new Map<string, number>() };
    let isPardoned = false;
    const counts = { answers: 0, pardoned: 0, pardons: 0 };
    return {
      observed: (observation, ms) => {
        counts.answers += 1;
        latencies.add(ms);
        check(options, seen, observation, report);
        propagation.saw(seen.counters);
      },
      failed: (error, ms, pardons = counts.pardons) => {
        if (isPardoned || pardons < counts.pardons) return void (counts.pardoned += 1);
        latencies.add(ms);
        report('failed', messageOf(error));
      },
      pardon: (next) => {
        isPardoned = next;
        if (next) counts.pardons += 1;
      },
      latencies,
      get slowestPropagationMs() {
        return propagation.slowestMs();
      },
      get isCurrent() {
        return propagation.isEmpty();
      },
      get answers() {
        return counts.answers;
      },
      get pardoned() {
        return counts.pardoned;
      },
      get pardons() {
        return counts.pardons;
      },
    };
  }

  return { violations, observer };
}

type Seen = { version: number; readonly counters: Map<string, number> };
type Report = (kind: Violation['kind'], detail: string) => void;

function check({ fixed, counters, ledger }: OracleOptions, seen: Seen, observation: Observation, report: Report): void {
  const { version, values } = observation;
  if (version < seen.version) report('version went backward', `${seen.version}, then ${version}`);
  seen.version = Math.max(seen.version, version);
  for (const [key, expected] of Object.entries(fixed)) {
    const value = values[key];
    if (value === undefined) report('unknown is off', `${key} has no value at version ${version}`);
    else if (!isSameJson(value, expected)) report('wrong value', describe(key, value, version));
  }
  for (const [key, { off }] of Object.entries(counters)) {
    const value = values[key];
    if (value === undefined || isSameJson(value, off)) report('unknown is off', describe(key, value, version));
    else if (typeof value !== 'number') report('wrong value', describe(key, value, version));
    else checkCounter(key, value);
  }

  function checkCounter(key: string, value: number): void {
    const before = seen.counters.get(key) ?? 0;
    if (value < before) report('value went backward', `${key}: ${before}, then ${value}`);
    const attempted = ledger.knownOf(key)?.attempted;
    if (attempted !== undefined && value > attempted) report('never written', describe(key, value, version));
    seen.counters.set(key, Math.max(before, value));
  }
}

function describe(key: string, value: unknown, version: number): string {
  return `${key} is ${JSON.stringify(value)} at version ${version}`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Measures how long an observer takes to show acknowledged values. Values that have not appeared count until now. */
function createPropagation(clock: () => number) {
  const open: { readonly key: string; readonly value: number; readonly at: number }[] = [];
  let slowestMs = 0;
  return {
    acknowledged: (key: string, value: number, at: number) => void open.push({ key, value, at }),
    saw: (counters: ReadonlyMap<string, number>) => {
      const now = clock();
      for (let at = open.length - 1; at >= 0; at--) {
        const waiting = open[at] as (typeof open)[number];
        if ((counters.get(waiting.key) ?? 0) < waiting.value) continue;
        slowestMs = Math.max(slowestMs, now - waiting.at);
        open.splice(at, 1);
      }
    },
    isEmpty: () => open.length === 0,
    slowestMs: () => open.reduce((slowest, { at }) => Math.max(slowest, clock() - at), slowestMs),
  };
}
