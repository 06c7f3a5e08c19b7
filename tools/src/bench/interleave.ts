import type { Measurement } from './bench.ts';

/**
 * Does the work `times` times. The returned value depends on every result, so that the compiler cannot eliminate work.
 */
export type Loop = (times: number) => number;

/** Many short rounds: a round of a fraction of a millisecond may run undisturbed even on a busy machine. */
type Rounds = { readonly rounds: number; readonly times: number };
const SHORT: Rounds = { rounds: 1_500, times: 2_000 };

/**
 * Returns nanoseconds per repetition of `subject` and `floor`, each the best of its rounds. They alternate, so that a
 * busy machine slows both down.
 */
export function interleave(subject: Loop, floor: Loop, { rounds, times } = SHORT): Measurement {
  const best = { value: Infinity, floor: Infinity };
  for (let round = 0; round < rounds; round++) {
    best.value = Math.min(best.value, nanosecondsEach(subject, times));
    best.floor = Math.min(best.floor, nanosecondsEach(floor, times));
  }
  return best;
}

/** The best of several rounds of one loop. */
export function bestOf(loop: Loop, { rounds, times } = SHORT): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) best = Math.min(best, nanosecondsEach(loop, times));
  return best;
}

let checksum = 0;

function nanosecondsEach(loop: Loop, times: number): number {
  const start = performance.now();
  checksum += loop(times);
  const milliseconds = performance.now() - start;
  if (Number.isNaN(checksum)) throw new Error('the loop did not count');
  return (milliseconds * 1e6) / times;
}
