import { z } from 'zod';
import type { Condition } from './condition.ts';
import type { FlagConfig } from './flag.ts';
import type { Rollout, Schedule } from './rollout.ts';
import type { Rule, Serve } from './rule.ts';

/**
 * Whether a flag that is on gives anyone anything but its off variant, now or later. Overrides and prerequisites aside: they
 * are not the flag's own.
 *
 * - `someone`: a rule or the rollout can
 * - `nobody`: not until the rollout's percentage is raised
 * - `expired`: it has ended
 * - `off`: no percentage helps, because the rules and the variants serve everyone the off variant
 */
export const Reach = z.enum(['someone', 'nobody', 'expired', 'off']);
export type Reach = z.infer<typeof Reach>;

type Targeting = Pick<FlagConfig, 'expiresAt' | 'rollout' | 'rules' | 'split' | 'onVariant' | 'offVariant'>;
/** From the first instant on, before the second, in milliseconds since 1970. */
type Window = { readonly now: number; readonly end: number };

/** @param now in milliseconds since 1970. */
export function reachOf(flag: Targeting, now: number): Reach {
  const { expiresAt, rollout, rules, split, onVariant, offVariant } = flag;
  const window = { now, end: expiresAt === null ? Infinity : Date.parse(expiresAt) };
  if (window.end <= now) return 'expired';
  const last = rules.findIndex((rule) => isForEveryone(rule, window));
  const asked = last === -1 ? rules : rules.slice(0, last + 1);
  if (asked.some((rule) => isReachingRule(rule, offVariant, window))) return 'someone';
  const serve: Serve = split ? { kind: 'split', split } : { kind: 'variant', variant: onVariant };
  if (last !== -1 || !isServingOther(serve, offVariant)) return 'off';
  return isIncludingSomeone(rollout, window) ? 'someone' : 'nobody';
}

function isReachingRule({ condition, rollout, serve }: Rule, off: FlagConfig['offVariant'], window: Window): boolean {
  return truthOf(condition) !== false && isIncludingSomeone(rollout, window) && isServingOther(serve, off);
}

/** Whether no rule below it and no rollout is ever asked. */
function isForEveryone({ condition, rollout }: Rule, window: Window): boolean {
  return (
    truthOf(condition) === true && percentagesIn(rollout.schedule, window).every((percentage) => percentage >= 100)
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
  // Without an attribute to hash, a part of the contexts is none of them.
  const least = bucketBy.length === 0 && missing === 'excluded' ? 100 : Number.MIN_VALUE;
  return percentagesIn(schedule, window).some((percentage) => percentage >= least);
}

/** The least and the greatest percentages of a schedule in a window are among these. */
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

/** The result of a condition for every context; `undefined` if it depends on the context or a segment. */
function truthOf(condition: Condition): boolean | undefined {
  if ('not' in condition) {
    const truth = truthOf(condition.not);
    return truth === undefined ? undefined : !truth;
  }
  if ('all' in condition) {
    const truths = condition.all.map(truthOf);
    return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
  }
  if ('any' in condition) {
    const truths = condition.any.map(truthOf);
    return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
  }
  const isEmpty = 'values' in condition && condition.values.length === 0;
  return isEmpty && condition.operator !== 'notIn' ? false : undefined;
}
