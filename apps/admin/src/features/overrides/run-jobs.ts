import { failureOf, sentenceOf } from '../../app/failure-of.ts';

export type Job = { readonly name: string; readonly run: () => Promise<unknown> };
export type JobFailure = { readonly name: string; readonly problem: string };

export type JobsResult = {
  readonly done: number;
  readonly failures: readonly JobFailure[];
  /** What was not tried: it can be gone on with. */
  readonly rest: readonly Job[];
  /** When the server takes the next one, in milliseconds since 1970. */
  readonly retryAt?: number;
  /** Why it stopped, where that was no limit and nobody's wish. */
  readonly error?: unknown;
};

export type JobsOptions = {
  readonly now: () => number;
  readonly isStopped: () => boolean;
  readonly onDone: (done: number) => void;
};

/** Failures that are about one job alone: the others may work. */
const OF_ONE: ReadonlySet<string> = new Set(['VALIDATION_FAILED', 'OVERRIDE_NOT_FOUND']);

/** One after the other, since the server counts them under one lock. What is done stays done, wherever it stops. */
export async function runJobs(jobs: readonly Job[], { now, isStopped, onDone }: JobsOptions): Promise<JobsResult> {
  const failures: JobFailure[] = [];
  let done = 0;
  for (const [index, { name, run }] of jobs.entries()) {
    if (isStopped()) return { done, failures, rest: jobs.slice(index) };
    try {
      await run();
      done += 1;
    } catch (error) {
      const failure = failureOf(error);
      if (failure && OF_ONE.has(failure.code)) {
        failures.push({ name, problem: sentenceOf(error).message });
      } else {
        const limit = failure?.code === 'RATE_LIMITED' ? { retryAt: now() + failure.retryAfterSec * 1000 } : { error };
        return { done, failures, rest: jobs.slice(index), ...limit };
      }
    }
    onDone(done);
  }
  return { done, failures, rest: [] };
}
