import type { Evaluation } from '@burgee/contracts';
import { give, giveOverride, type Answers } from './answers.ts';
import { counts, type Layers } from './layers.ts';
import { endOf } from './overrides.ts';
import { isScheduled, percentageAt } from './rollout.ts';
import type { Targeting } from './targeting.ts';

/**
 * Every result that a context with valid ids may get at an instant, overrides for ids aside. May contain results that no
 * context gets, because conditions are not looked into; never lacks one. Rules, buckets and the reason of targeting are not
 * part of it.
 *
 * @param isBlocked whether its prerequisites hold for no context.
 */
export function possibleAnswers(
  flag: Answers & Layers & Targeting,
  now: number,
  isBlocked: boolean,
): readonly Evaluation[] {
  const { emergency, isOff, end, requirements, global, rules, rollout, off } = flag;
  if (emergency) return [giveOverride(flag, emergency)];
  if (isOff) return [give(flag, off, 'DISABLED')];
  if (end !== undefined && end <= now) return [give(flag, off, 'EXPIRED')];
  const failed = requirements ? [give(flag, off, 'PREREQUISITE_FAILED')] : [];
  if (isBlocked) return failed;
  if (counts(global, now)) return [giveOverride(flag, global), ...failed];
  const serving = [...rules, flag].filter((served) => percentageAt(served.rollout, now) > 0);
  const choices = serving.flatMap(({ on, split }) => (split ? [split.first, ...split.owners] : [on]));
  if (percentageAt(rollout, now) < 100) choices.push(off);
  return [...choices.map((choice) => give(flag, choice, 'DEFAULT')), ...failed];
}

/** The instants at which time alone may change the possible answers, in milliseconds, in no order; prerequisites aside. */
export function possibleTurns({ end, global, rules, rollout }: Layers & Targeting): number[] {
  const schedules = [rollout, ...rules.map((rule) => rule.rollout)].filter(isScheduled);
  // A ramp leaves its first percentage in the millisecond after its start.
  const turns = schedules.flatMap(({ schedule }) => schedule.turns).flatMap((turn) => [turn, turn + 1]);
  return [...turns, end ?? Infinity, global ? endOf(global) : Infinity];
}
