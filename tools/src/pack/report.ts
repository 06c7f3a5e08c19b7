/** Prints the result of each check when it is there, and counts them. */
export type Report = {
  /** Returns the result of `run`, or `undefined` if it throws. @param describe what was observed, in a few words. */
  readonly make: <T>(name: string, run: () => Promise<T>, describe: (result: T) => string) => Promise<T | undefined>;
  /** @param run returns what was observed, or throws with what is wrong. */
  readonly check: (name: string, run: () => Promise<string>) => Promise<void>;
  /** Prints the last line. Returns whether every check passed. */
  readonly finish: () => boolean;
};

export function createReport(print: (line: string) => void): Report {
  const counts = { passed: 0, failed: 0 };
  const begun = performance.now();
  const secondsSince = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

  const make: Report['make'] = async (name, run, describe) => {
    const start = performance.now();
    try {
      const result = await run();
      counts.passed += 1;
      print(`ok      ${name}: ${describe(result)} (${secondsSince(start)})`);
      return result;
    } catch (error) {
      counts.failed += 1;
      print(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };

  return {
    make,
    check: async (name, run) => void (await make(name, run, (detail) => detail)),
    finish: () => {
      print(`${counts.passed} checks passed, ${counts.failed} failed (${secondsSince(begun)})`);
      return counts.failed === 0;
    },
  };
}
