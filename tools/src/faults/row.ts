import type { World, WorldOptions } from './world.ts';

/** The highest or lowest value that a row may reach. */
export type Limit = { readonly unit: Unit } & ({ readonly atMost: number } | { readonly atLeast: number });
type Unit = '%' | 'ms' | 'MB' | 'writes/s' | 'writes' | 'queries' | 'requests' | 'streams' | 'answers' | 'entries';

/** One fault, and what must hold in spite of it. Besides its own limits, each row allows 0 violations. */
export type Row = RowFacts & (Runnable | { /** Why it cannot be run. */ readonly notApplicable: string });

type Runnable = { run(world: World): Promise<Outcome> };

type RowFacts = {
  /** For the command line. */
  readonly id: string;
  readonly group: Group;
  /** The fault, in plain English. */
  readonly title: string;
  /** The promise of the specification that it verifies, such as `R5`. */
  readonly promise: string;
  /** Limits by the measured quantity, such as `slowest refusal`. */
  readonly limits: Readonly<Record<string, Limit>>;
  /** Whether `.ci/run` also runs it. */
  readonly isInCi: boolean;
  /** The row mostly waits, so several of these run side by side, each in its own world. */
  readonly isWaiting?: boolean;
  /** Requirements beyond two servers with PostgreSQL and Redis. Successive rows without any share a world. */
  readonly needs?: WorldOptions;
  /** Timeout in seconds, after which the row fails; 90 by default. */
  readonly withinSec?: number;
};

type Group =
  | 'PostgreSQL'
  | 'PostgreSQL setups'
  | 'Redis'
  | 'Servers'
  | 'Streams'
  | 'Writes'
  | 'Stored data'
  | 'Time'
  | 'Clients'
  | 'Browsers';

export type Outcome =
  | {
      /** By the names of the row's limits. */
      readonly worst: Readonly<Record<string, number>>;
      /** A sentence for each event that must never happen. */
      readonly violations: readonly string[];
      /** For the reader of the table. */
      readonly note?: string;
    }
  | { readonly notApplicable: string };

/** The result of a row; if it could not be run, `violations` says why. */
export type Result = {
  readonly row: Row;
  readonly verdict: 'pass' | 'fail' | 'not applicable';
  readonly worst: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly note: string | undefined;
  readonly tookMs: number;
};

export function resultOf(row: Row, outcome: Outcome, tookMs: number): Result {
  if ('notApplicable' in outcome) {
    return { row, verdict: 'not applicable', worst: {}, violations: [], note: outcome.notApplicable, tookMs };
  }
  const { worst, violations, note } = outcome;
  const isWithin = Object.entries(row.limits).every(([what, limit]) => isWithinLimit(limit, worst[what]));
  const verdict = isWithin && violations.length === 0 ? 'pass' : 'fail';
  return { row, verdict, worst, violations, note, tookMs };
}

/** A value that was not measured is not within its limit. */
export function isWithinLimit(limit: Limit, value: number | undefined): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** Machines that run `.ci/run` are shared: there, durations may be this many times longer, and rates lower. */
const CI_TOLERANCE = 4;

/** Returns the row with limits that show a hang, but not a busy machine. */
export function relaxLimits(row: Row): Row {
  const limits = Object.entries(row.limits).map(([what, limit]) => [what, relaxLimit(limit)] as const);
  return { ...row, limits: Object.fromEntries(limits) };
}

function relaxLimit(limit: Limit): Limit {
  if ('atMost' in limit) return limit.unit === 'ms' ? { ...limit, atMost: limit.atMost * CI_TOLERANCE } : limit;
  return limit.unit === 'writes/s' ? { ...limit, atLeast: limit.atLeast / CI_TOLERANCE } : limit;
}

/** One result for several runs of a row: the worst values, and every violation. */
export function worstOf(runs: readonly Result[]): Result {
  return runs.reduce((one, other) => ({
    ...one,
    verdict: SEVERITY.find((verdict) => verdict === one.verdict || verdict === other.verdict) ?? one.verdict,
    worst: worseValues(one, other),
    violations: [...one.violations, ...other.violations],
    note: one.note ?? other.note,
    tookMs: one.tookMs + other.tookMs,
  }));
}

const SEVERITY = ['fail', 'not applicable', 'pass'] as const;

function worseValues(one: Result, other: Result): Result['worst'] {
  const values = Object.entries(one.row.limits).map(([what, limit]) => {
    const [value = NaN, next = NaN] = [one.worst[what], other.worst[what]];
    // `NaN` for a run that did not measure it.
    return [what, 'atMost' in limit ? Math.max(value, next) : Math.min(value, next)] as const;
  });
  return Object.fromEntries(values);
}
