import type { DomainFailure } from '@burgee/contracts';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { runJobs, type Job } from './run-jobs.ts';

const NOW = 1_000_000;

function refusal(failure: DomainFailure): Error {
  return new TRPCClientError('refused', { result: { error: { message: '', code: 0, data: { failure } } } });
}

function jobs(...outcomes: (Error | 'fine')[]): Job[] {
  return outcomes.map((outcome, index) => ({
    name: `user-${index}`,
    run: () => (outcome === 'fine' ? Promise.resolve() : Promise.reject(outcome)),
  }));
}

const run = (list: readonly Job[], isStopped = () => false) =>
  runJobs(list, { now: () => NOW, isStopped, onDone: () => {} });

describe('runJobs', () => {
  it('does all, and nothing is left', async () => {
    expect(await run(jobs('fine', 'fine'))).toEqual({ done: 2, failures: [], rest: [] });
  });

  it('keeps what was done and what is left when the limit of an hour is reached, and says when to go on', async () => {
    const list = jobs('fine', refusal({ code: 'RATE_LIMITED', retryAfterSec: 60 }), 'fine');
    expect(await run(list)).toEqual({ done: 1, failures: [], rest: list.slice(1), retryAt: NOW + 60_000 });
  });

  it('goes on after a failure that is about one alone', async () => {
    const refused = refusal({ code: 'VALIDATION_FAILED', details: [{ path: 'value', message: 'is wrong' }] });
    expect(await run(jobs(refused, 'fine'))).toMatchObject({
      done: 1,
      failures: [{ name: 'user-0', problem: 'value: is wrong' }],
      rest: [],
    });
  });

  it('stops at a failure that the others would meet, too', async () => {
    const list = jobs(new Error('the line is cut'), 'fine');
    const { done, rest, error } = await run(list);
    expect([done, rest.length, error instanceof Error]).toEqual([0, 2, true]);
  });

  it('can be halted', async () => {
    const list = jobs('fine');
    expect(await run(list, () => true)).toEqual({ done: 0, failures: [], rest: list });
  });
});
