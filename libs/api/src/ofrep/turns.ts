import { DAY_MS, type EnvironmentKey } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import type { EvaluationServices } from '../context.ts';

/** The longest delay that a timer can have. */
const MAX_DELAY_MS = 24 * DAY_MS;
/** Thousands of clients that wait for one instant must not all ask in the same millisecond. */
const SPREAD_MS = 1_000;

export const TURN: unique symbol = Symbol('turn');

/** The next instant at which a step, the start or end of a ramp, an expiry or the end of a global override may change results. */
export function nextTurn({ timed }: Pick<CompiledRuleset, 'timed'>, now: number): number | undefined {
  let next = Infinity;
  for (const flag of timed) for (const turn of flag.possibleTurns()) if (turn > now && turn < next) next = turn;
  return next < Infinity ? next : undefined;
}

/** Waits for the next such instant, of the ruleset that is now in memory. */
export function untilTurn(
  { snapshots, now, random }: Pick<EvaluationServices, 'snapshots' | 'now' | 'random'>,
  environment: EnvironmentKey,
): { readonly passed: Promise<typeof TURN>; stop(): void } {
  const { promise: passed, resolve } = Promise.withResolvers<typeof TURN>();
  const at = now().getTime();
  const next = nextTurn(snapshots.ruleset(environment), at);
  const delayMs = next === undefined ? undefined : Math.min(next - at + Math.floor(random() * SPREAD_MS), MAX_DELAY_MS);
  const timer = delayMs === undefined ? undefined : setTimeout(() => resolve(TURN), delayMs);
  return { passed, stop: () => clearTimeout(timer) };
}
