/**
 * Returns the number of cases that a property tries: `usual` in `npm test`, multiplied by `BURGEE_TEST_RUNS` in a
 * longer search, such as `BURGEE_TEST_RUNS=20 npm test`. The time limits of the tests scale with it.
 */
export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env['BURGEE_TEST_RUNS'] ?? 1));
}
