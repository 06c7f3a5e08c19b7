import type { Attempt, Ledger } from '@burgee/testing';
import type { Watched } from './watch.ts';

/** Limits that many rows share, with what measures them. */

export const EVALUATIONS = { 'slowest evaluation': { atMost: 250, unit: 'ms' } } as const;
export const REFUSALS = { 'slowest refusal': { atMost: 2_000, unit: 'ms' } } as const;
export const RECOVERY = { 'first success after the return': { atMost: 2_000, unit: 'ms' } } as const;
export const HEALTH = { 'slowest /healthz': { atMost: 250, unit: 'ms' } } as const;

/** If every notification is lost. */
export const PROPAGATION = { 'slowest propagation': { atMost: 3_000, unit: 'ms' } } as const;

export function propagationOf({ slowestPropagationMs }: Watched<unknown>) {
  return { 'slowest propagation': slowestPropagationMs };
}

export function evaluationsOf({ slowestEvaluationMs }: Watched<unknown>) {
  return { 'slowest evaluation': slowestEvaluationMs };
}

export function healthOf({ slowestHealthMs }: Watched<unknown>) {
  return { 'slowest /healthz': slowestHealthMs };
}

/** Every attempt at a write, in the order of their ends. */
export function attemptsOf({ writes }: Ledger): Attempt[] {
  return writes.flatMap(({ attempts }) => attempts).toSorted((one, other) => one.at - other.at);
}

/** The longest that anyone waited for the answer that the database is unavailable. */
export function refusalsOf({ ledger }: Watched<unknown>) {
  const waits = attemptsOf(ledger).flatMap(({ outcome, ms }) => (outcome === 'acknowledged' ? [] : [ms]));
  return { 'slowest refusal': Math.max(0, ...waits) };
}

/** How long after `at` the first write was acknowledged that began after it. */
export function recoveryOf({ ledger }: Watched<unknown>, at: number) {
  const first = attemptsOf(ledger).find((attempt) => attempt.outcome === 'acknowledged' && attempt.at > at);
  return { 'first success after the return': first ? first.at - at : NaN };
}

/** Attempts that an unavailable database did not answer with 503 and `Retry-After`. */
export function wrongRefusalsOf({ ledger }: Watched<unknown>): string[] {
  const isRight = ({ outcome, retryAfterSec }: Attempt) => outcome === 'unavailable' && Boolean(retryAfterSec);
  return kindsOf(ledger, isRight).map((kind) => `${kind} instead of 503 with Retry-After`);
}

/** Attempts that were not acknowledged, where all should have been. */
export function failuresOf({ ledger }: Watched<unknown>): string[] {
  return kindsOf(ledger, () => false);
}

function kindsOf(ledger: Ledger, isRight: (attempt: Attempt) => boolean): string[] {
  const wrong = attemptsOf(ledger).filter((attempt) => attempt.outcome !== 'acknowledged' && !isRight(attempt));
  const kinds = Map.groupBy(wrong, ({ status, code }) => (status === undefined ? 'no answer' : `${status} ${code}`));
  return [...kinds].map(([kind, { length }]) => `${length} writes got ${kind}`);
}
