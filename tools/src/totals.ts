/** What the run of one project's tests came to. */
export type ProjectRun = {
  project: string;
  isGreen: boolean;
  /** Missing where the run ended before it could count. */
  counts?: Counts;
};

export type Counts = {
  passed: number;
  failed: number;
  skipped: number;
  /** Which tests failed and why, a line each. */
  failures?: readonly string[];
};

/**
 * The sum of all projects. A run that is not green counts as one failure at least, whatever it could still count: it may
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

/** What this run could not or would not test, each as a phrase; `programs` are those a kind of tests needs. */
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
