/** What a bench found. `value` and `floor` have its unit. */
export type Measurement = { readonly value: number; readonly floor: number };

export type Bench = {
  /** For `--only`. */
  readonly name: string;
  /** What is measured, and against what. */
  readonly title: string;
  readonly floorTitle: string;
  readonly unit: 'ns' | 'ms' | 'bytes' | 'requests/s' | 'queries';
  /** How many times the floor the value may be, or must be; or the value itself, where a goal is absolute. */
  readonly limit: { readonly of: 'ratio' | 'value' } & ({ readonly atMost: number } | { readonly atLeast: number });
  /** How many fresh processes; 3 where it is not said. */
  readonly processes?: number;
  /** Called once in each of several fresh processes; the best value and the best floor of them count. */
  run(): Measurement | Promise<Measurement>;
};

/** One row of the report. */
export type Result = Measurement & { readonly bench: Bench; readonly ratio: number; readonly isWithinLimit: boolean };

/** Joins what several processes measured. Noise only ever adds to a time, so the best of each side is nearest to the truth. */
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
