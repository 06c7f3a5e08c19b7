/** The result of one run, with `value` and `floor` in the benchmark's unit. */
export type Measurement = { readonly value: number; readonly floor: number };

export type Bench = {
  /** The name for `--only`. */
  readonly name: string;
  /** The measured operation; `floorTitle` names the floor. */
  readonly title: string;
  readonly floorTitle: string;
  readonly unit: 'ns' | 'ms' | 'bytes' | 'requests/s' | 'queries';
  /** Limit of the value as a multiple of the floor, or of the value itself if the goal is absolute. */
  readonly limit: { readonly of: 'ratio' | 'value' } & ({ readonly atMost: number } | { readonly atLeast: number });
  /** Number of fresh processes; 3 by default. */
  readonly processes?: number;
  /** Called once in each fresh process; the best value and the best floor count. */
  run(): Measurement | Promise<Measurement>;
};

/** One row of the report. */
export type Result = Measurement & { readonly bench: Bench; readonly ratio: number; readonly isWithinLimit: boolean };

/**
 * Combines the measurements of several processes. Noise only ever adds time, so the best of each side is closest to the
 * truth.
 */
export function resultOf(bench: Bench, measurements: readonly Measurement[]): Result {
  const best = bench.unit === 'requests/s' ? Math.max : Math.min;
  const value = best(...measurements.map((measurement) => measurement.value));
  const floor = best(...measurements.map((measurement) => measurement.floor));
  const ratio = value / floor;
  const { limit } = bench;
  const judged = limit.of === 'ratio' ? ratio : value;
  const isWithinLimit = 'atMost' in limit ? judged <= limit.atMost : judged >= limit.atLeast;
  return { bench, value, floor, ratio, isWithinLimit };
}
