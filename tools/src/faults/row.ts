import type { World, WorldOptions } from './world.ts';

/** What a row may reach at worst, or must reach at least. */
export type Limit = { readonly unit: Unit } & ({ readonly atMost: number } | { readonly atLeast: number });
type Unit = '%' | 'ms' | 'MB' | 'writes/s' | 'writes' | 'queries' | 'requests' | 'streams' | 'answers' | 'entries';

/** One fault, and what has to hold in spite of it. Besides its own limits, each row allows 0 violations. */
export type Row = RowFacts & (Runnable | { /** Why it cannot be run. */ readonly notApplicable: string });

type Runnable = { run(world: World): Promise<Outcome> };

type RowFacts = {
  /** For the command line. */
  readonly id: string;
  readonly group: Group;
  /** What happens, in plain English. */
  readonly title: string;
  /** The promise of the specification that it shows, such as `R5`. */
  readonly promise: string;
  /** Each by what is measured, such as `slowest refusal`. */
  readonly limits: Readonly<Record<string, Limit>>;
  /** Whether `.ci/run` tries it as well. */
  readonly isInCi: boolean;
  /** Mostly waits, so that several of these run side by side, each in a world of its own. */
  readonly isWaiting?: boolean;
  /** What it needs beside two servers with PostgreSQL and Redis. Successive rows without such needs share a world. */
  readonly needs?: WorldOptions;
  /** After this many seconds it is ended and has failed; 90 if not stated. */
  readonly withinSec?: number;
};

type Group =
  | 'PostgreSQL'
  | 'PostgreSQL as others run it'
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
      /** A sentence for each thing that must not happen at all. */
      readonly violations: readonly string[];
      /** For the reader of the table. */
      readonly note?: string;
    }
  | { readonly notApplicable: string };

/** A row that was run, or could not be: then `violations` says why. */
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
