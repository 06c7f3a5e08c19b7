import { useRef, useState } from 'react';
import { useSurroundings } from '../../app/surroundings.ts';
import { runJobs, type Job, type JobFailure, type JobsResult } from './run-jobs.ts';

export type JobsState = {
  readonly status: 'idle' | 'running' | 'halted' | 'finished';
  readonly total: number;
  readonly done: number;
  readonly failures: readonly JobFailure[];
  readonly rest: readonly Job[];
  readonly retryAt?: number;
  readonly error?: unknown;
};

const IDLE: JobsState = { status: 'idle', total: 0, done: 0, failures: [], rest: [] };

/** Many changes, one after the other, that can be halted and gone on with. */
export function useJobs() {
  const { now } = useSurroundings();
  const [state, setState] = useState<JobsState>(IDLE);
  const isStopped = useRef(false);

  async function go(jobs: readonly Job[], before: JobsState): Promise<JobsState> {
    isStopped.current = false;
    const total = before.total || jobs.length;
    setState({ ...before, status: 'running', total, rest: jobs });
    const result = await runJobs(jobs, {
      now,
      isStopped: () => isStopped.current,
      onDone: (done) => setState((held) => ({ ...held, done: before.done + done })),
    });
    const after = stateAfter(result, { ...before, total });
    setState(after);
    return after;
  }
  return {
    state,
    start: (jobs: readonly Job[]) => go(jobs, IDLE),
    goOn: () => go(state.rest, { ...IDLE, total: state.total, done: state.done, failures: state.failures }),
    stop: () => {
      isStopped.current = true;
    },
  };
}

function stateAfter({ done, failures, rest, ...why }: JobsResult, before: JobsState): JobsState {
  return {
    status: rest.length > 0 ? 'halted' : 'finished',
    total: before.total,
    done: before.done + done,
    failures: [...before.failures, ...failures],
    rest,
    ...why,
  };
}
