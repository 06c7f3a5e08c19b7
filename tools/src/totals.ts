/** The result of one project's tests. */
export type ProjectRun = {
  project: string;
  isGreen: boolean;
  /** Missing if the run ended before it could count. */
  counts?: Counts;
};

export type Counts = {
  passed: number;
  failed: number;
  skipped: number;
  /** The failed tests with their reasons, a line each. */
  failures?: readonly string[];
};

/**
 * The sum of all projects. A run that is not green counts as at least one failure, no matter what it counted: it may
 * have crashed, or missed its coverage.
 */
export function totalsOf(runs: readonly ProjectRun[]): Counts {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const { isGreen, counts } of runs) {
    const failed = counts?.failed ?? 0;
    totals.passed += counts?.passed ?? 0;
    totals.failed += isGreen ? failed : Math.max(failed, 1);
    totals.skipped += counts?.skipped ?? 0;
  }
  return totals;
}

/** Phrases for the tests that were left out. @param programs the programs that kinds of tests need. */
export function leftOut(
  programs: readonly { tests: string; program: string; path: string | undefined }[],
  skipped: number,
): string[] {
  const missing = programs.filter(({ path }) => path === undefined);
  return [
    ...missing.map(({ tests, program }) => `tests ${tests} (no ${program})`),
    ...(skipped > 0 ? [`${skipped} skipped ${skipped === 1 ? 'test' : 'tests'}`] : []),
  ];
}
