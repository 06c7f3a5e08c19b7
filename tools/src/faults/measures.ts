import type { Attempt, Ledger } from '@burgee/testing';
import type { Watched } from './watch.ts';

/** Limits that many rows share, and the functions that measure them. */

export const EVALUATIONS = { 'slowest evaluation': { atMost: 250, unit: 'ms' } } as const;
export const REFUSALS = { 'slowest refusal': { atMost: 2_000, unit: 'ms' } } as const;
export const RECOVERY = { 'first success after the return': { atMost: 2_000, unit: 'ms' } } as const;
export const HEALTH = { 'slowest /healthz': { atMost: 250, unit: 'ms' } } as const;

/** Holds even if every notification is lost. */
export const PROPAGATION = { 'slowest propagation': { atMost: 3_000, unit: 'ms' } } as const;

export function measurePropagation({ slowestPropagationMs }: Watched<unknown>) {
  return { 'slowest propagation': slowestPropagationMs };
}

export function measureEvaluations({ slowestEvaluationMs }: Watched<unknown>) {
  return { 'slowest evaluation': slowestEvaluationMs };
}

export function measureHealth({ slowestHealthMs }: Watched<unknown>) {
  return { 'slowest /healthz': slowestHealthMs };
}

/** Returns every attempt at a write, in the order in which they ended. */
export function listAttempts({ writes }: Ledger): Attempt[] {
  return writes.flatMap(({ attempts }) => attempts).toSorted((one, other) => one.at - other.at);
}

/** Measures the slowest response to a write that was not acknowledged. */
export function measureRefusals({ ledger }: Watched<unknown>) {
  const waits = listAttempts(ledger).flatMap(({ outcome, ms }) => (outcome === 'acknowledged' ? [] : [ms]));
  return { 'slowest refusal': Math.max(0, ...waits) };
}

/** Measures how long after `at` the first write was acknowledged. */
export function measureRecovery({ ledger }: Watched<unknown>, at: number) {
  const first = listAttempts(ledger).find((attempt) => attempt.outcome === 'acknowledged' && attempt.at > at);
  return { 'first success after the return': first ? first.at - at : NaN };
}

/** Describes failed attempts whose response was not 503 with `Retry-After`. */
export function findWrongRefusals({ ledger }: Watched<unknown>): string[] {
  const isRight = ({ outcome, retryAfterSec }: Attempt) => outcome === 'unavailable' && Boolean(retryAfterSec);
  return describeWrongAttempts(ledger, isRight).map((kind) => `${kind} instead of 503 with Retry-After`);
}

/** Describes all failed attempts, for rows in which every attempt should be acknowledged. */
export function findFailures({ ledger }: Watched<unknown>): string[] {
  return describeWrongAttempts(ledger, () => false);
}

function describeWrongAttempts(ledger: Ledger, isRight: (attempt: Attempt) => boolean): string[] {
  const wrong = listAttempts(ledger).filter((attempt) => attempt.outcome !== 'acknowledged' && !isRight(attempt));
  const kinds = Map.groupBy(wrong, ({ status, code }) => (status === undefined ? 'no answer' : `${status} ${code}`));
  return [...kinds].map(([kind, { length }]) => `${length} writes got ${kind}`);
}
