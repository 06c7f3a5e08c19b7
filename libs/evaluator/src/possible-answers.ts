import type { Evaluation } from '@burgee/contracts';
import { type Answers, ANY_VERSION, toEvaluation, toOverrideEvaluation } from './answers.ts';
import { isActiveOverride, type Layers } from './layers.ts';
import { overrideEnd } from './overrides.ts';
import { isScheduled, percentageAt } from './rollout.ts';
import type { Targeting } from './targeting.ts';

/**
 * Every result that a context with valid ids may get at an instant, ignoring overrides for ids. Never lacks a result, but may
 * contain results that no context gets, because conditions are not analyzed. The results have no rules or buckets, and not
 * the actual reason of targeting.
 *
 * @param isBlocked whether the prerequisites cannot hold for any context.
 */
export function possibleAnswers(
  flag: Answers & Layers & Targeting,
  now: number,
  isBlocked: boolean,
): readonly Evaluation[] {
  const version = ANY_VERSION;
  const { emergency, isOff, end, requirements, global, rules, rollout, off } = flag;
  if (emergency) return [toOverrideEvaluation(flag, emergency, version)];
  if (isOff) return [toEvaluation(off, 'DISABLED', version)];
  if (end !== undefined && end <= now) return [toEvaluation(off, 'EXPIRED', version)];
  const failed = requirements ? [toEvaluation(off, 'PREREQUISITE_FAILED', version)] : [];
  if (isBlocked) return failed;
  if (isActiveOverride(global, now)) return [toOverrideEvaluation(flag, global, version), ...failed];
  const serving = [...rules, flag].filter((served) => percentageAt(served.rollout, now) > 0);
  const choices = serving.flatMap(({ on, split }) => (split ? [split.first, ...split.owners] : [on]));
  if (percentageAt(rollout, now) < 100) choices.push(off);
  return [...choices.map((choice) => toEvaluation(choice, 'DEFAULT', version)), ...failed];
}

/** Instants at which time alone may change the possible answers, in milliseconds, unordered. Ignores prerequisites. */
export function possibleTurns({ end, global, rules, rollout }: Layers & Targeting): number[] {
  const schedules = [rollout, ...rules.map((rule) => rule.rollout)].filter(isScheduled);
  // A ramp leaves its first percentage in the millisecond after its start.
  const turns = schedules.flatMap(({ schedule }) => schedule.turns).flatMap((turn) => [turn, turn + 1]);
  return [...turns, end ?? Infinity, global ? overrideEnd(global) : Infinity];
}
