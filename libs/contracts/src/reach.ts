import { z } from 'zod';
import type { Condition } from './condition.ts';
import type { FlagConfig } from './flag.ts';
import type { Rollout, Schedule } from './rollout.ts';
import type { Rule, Serve } from './rule.ts';

/**
 * Whether a flag that is on serves anyone anything but its off variant, now or later. Ignores overrides and prerequisites,
 * which are not part of the flag's own targeting.
 *
 * - `someone`: a rule or the rollout can
 * - `nobody`: no one until the rollout's percentage is raised
 * - `expired`: the flag has expired
 * - `off`: no percentage helps, because the rules and the variants serve everyone the off variant
 */
export const Reach = z.enum(['someone', 'nobody', 'expired', 'off']);
export type Reach = z.infer<typeof Reach>;

type Targeting = Pick<FlagConfig, 'expiresAt' | 'rollout' | 'rules' | 'split' | 'onVariant' | 'offVariant'>;
/** From `now` until just before `end`, in milliseconds since 1970. */
type Window = { readonly now: number; readonly end: number };

/** @param now in milliseconds since 1970. */
export function reachOf(flag: Targeting, now: number): Reach {
  const { expiresAt, rollout, rules, split, onVariant, offVariant } = flag;
  const window = { now, end: expiresAt === null ? Infinity : Date.parse(expiresAt) };
  if (window.end <= now) return 'expired';
  const last = rules.findIndex((rule) => isForEveryone(rule, window));
  const reachable = last === -1 ? rules : rules.slice(0, last + 1);
  if (reachable.some((rule) => isReachingRule(rule, offVariant, window))) return 'someone';
  const serve: Serve = split ? { kind: 'split', split } : { kind: 'variant', variant: onVariant };
  if (last !== -1 || !isServingOther(serve, offVariant)) return 'off';
  return isIncludingSomeone(rollout, window) ? 'someone' : 'nobody';
}

function isReachingRule({ condition, rollout, serve }: Rule, off: FlagConfig['offVariant'], window: Window): boolean {
  return constantResult(condition) !== false && isIncludingSomeone(rollout, window) && isServingOther(serve, off);
}

/** Whether no evaluation gets past the rule to a lower rule or the rollout. */
function isForEveryone({ condition, rollout }: Rule, window: Window): boolean {
  return (
    constantResult(condition) === true &&
    percentagesIn(rollout.schedule, window).every((percentage) => percentage >= 100)
  );
}

function isServingOther(serve: Serve, off: FlagConfig['offVariant']): boolean {
  if (serve.kind === 'variant') return serve.variant !== off;
  const { weights, bucketBy, missing } = serve.split;
  const chosen = weights.filter(({ weight }) => weight > 0);
  // Without an attribute to hash, the first variant is chosen for every context.
  const possible = bucketBy.length === 0 && missing === 'first' ? chosen.slice(0, 1) : chosen;
  return possible.some(({ variant }) => variant !== off);
}

function isIncludingSomeone({ schedule, bucketBy, missing }: Rollout, window: Window): boolean {
  // Without an attribute to hash, only a rollout of 100% includes anyone.
  const least = bucketBy.length === 0 && missing === 'excluded' ? 100 : Number.MIN_VALUE;
  return percentagesIn(schedule, window).some((percentage) => percentage >= least);
}

/** Percentages of a schedule in a window, among them the minimum and the maximum. */
function percentagesIn(schedule: Schedule, { now, end }: Window): number[] {
  if (schedule.kind === 'fixed') return [schedule.percentage];
  if (schedule.kind === 'ramp') {
    const { from, to } = schedule;
    if (Date.parse(schedule.endAt) <= now) return [to];
    return Date.parse(schedule.startAt) >= end ? [from] : [from, to];
  }
  const steps = schedule.steps
    .map(({ at, percentage }) => ({ at: Date.parse(at), percentage }))
    .sort((a, b) => a.at - b.at)
    // If several have the same instant, the last one counts.
    .filter(({ at }, index, all) => all[index + 1]?.at !== at);
  const current = steps.findLast(({ at }) => at <= now)?.percentage ?? 0;
  return [current, ...steps.filter(({ at }) => at > now && at < end).map(({ percentage }) => percentage)];
}

/** The result of a condition if it is the same for every context; `undefined` if it depends on the context or a segment. */
function constantResult(condition: Condition): boolean | undefined {
  if ('not' in condition) {
    const truth = constantResult(condition.not);
    return truth === undefined ? undefined : !truth;
  }
  if ('all' in condition) {
    const truths = condition.all.map(constantResult);
    return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
  }
  if ('any' in condition) {
    const truths = condition.any.map(constantResult);
    return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
  }
  const isEmpty = 'values' in condition && condition.values.length === 0;
  return isEmpty && condition.operator !== 'notIn' ? false : undefined;
}
