/** Durations in milliseconds. All are kept: a run has at most some ten thousand. */
export type Latencies = {
  add(ms: number): void;
  readonly count: number;
  readonly worst: number;
  /** The duration that a `share` of all, such as 0.99, does not exceed. 0 without any. */
  percentile(share: number): number;
};

export function createLatencies(): Latencies {
  const all: number[] = [];
  return {
    add: (ms) => void all.push(ms),
    get count() {
      return all.length;
    },
    get worst() {
      return all.reduce((worst, ms) => Math.max(worst, ms), 0);
    },
    percentile: (share) => all.toSorted((one, other) => one - other)[Math.ceil(all.length * share) - 1] ?? 0,
  };
}
