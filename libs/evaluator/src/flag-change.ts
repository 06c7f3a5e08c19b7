import type { Evaluation, EvaluationContext, RulesetVersion } from '@burgee/contracts';
import { type Answers, ANY_VERSION } from './answers.ts';
import type { EvaluateOptions } from './context.ts';
import type { Layers } from './layers.ts';
import { overrideEnd } from './overrides.ts';
import { isScheduled, nextRolloutChange } from './rollout.ts';
import type { Targeting } from './targeting.ts';

type ChangingFlag = Answers &
  Layers &
  Targeting & { evaluate(context: EvaluationContext, options: EvaluateOptions, version: RulesetVersion): Evaluation };

/** Whether time alone may change the result of a flag, ignoring overrides for ids. */
export function isTimed({ emergency, isOff, end, global }: Layers, { rules, rollout }: Targeting): boolean {
  if (emergency || isOff) return false;
  if (end !== undefined || (global && overrideEnd(global) < Infinity) || isScheduled(rollout)) return true;
  return rules.some((rule) => rule.condition.instants.length > 0 || isScheduled(rule.rollout));
}

/** More consecutive turns without a change than any sensible flag has. */
const MAX_TURNS = 50;

/**
 * The first millisecond after `options.now` at which the flag returns another result for `context`; `before` if that is not
 * earlier than `before`. Prerequisites count as constant, because their changes are their own.
 *
 * A turn of a lower layer is not a change while a higher layer decides, so the flag is evaluated at each turn. After
 * `MAX_TURNS` turns without a change, the next one is returned unchecked: too early is allowed, too late is not.
 */
export function nextFlagChange(
  flag: ChangingFlag,
  context: EvaluationContext,
  options: EvaluateOptions,
  before: number,
): number {
  // An emergency override never expires.
  if (flag.emergency) return before;
  let turn = nextTurn(flag, context, options, before);
  if (turn >= before) return before;
  const current = flag.evaluate(context, options, ANY_VERSION);
  for (let turns = 0; turns < MAX_TURNS && turn < before; turns++) {
    const then = { ...options, now: turn };
    if (!isSameResult(current, flag.evaluate(context, then, ANY_VERSION))) return turn;
    turn = nextTurn(flag, context, then, before);
  }
  return turn;
}

/** The first instant after `options.now` and before `before` at which any input of the evaluation changes. */
function nextTurn(flag: ChangingFlag, context: EvaluationContext, options: EvaluateOptions, before: number): number {
  const { key, end, global } = flag;
  const { overrides, now } = options;
  let next = before;
  const consider = (instant: number | undefined) => {
    if (instant !== undefined && instant > now && instant < next) next = instant;
  };
  const considerEnd = (override: Parameters<typeof overrideEnd>[0] | undefined) =>
    consider(override && overrideEnd(override));
  if (flag.permitsSessionOverrides) considerEnd(overrides?.session.get(key));
  considerEnd(overrides?.testing.get(key));
  if (flag.isOff || (end !== undefined && end <= now)) return next;
  consider(end);
  considerEnd(overrides?.user.get(key));
  considerEnd(global);
  for (const { condition, rollout } of flag.rules) {
    consider(condition.instants.find((instant) => instant > now));
    next = nextRolloutChange(rollout, context, options, next);
  }
  return nextRolloutChange(flag.rollout, context, options, next);
}

/** The value is not compared: variant and override determine it. */
function isSameResult(a: Evaluation, b: Evaluation): boolean {
  return (
    a.enabled === b.enabled &&
    a.reason === b.reason &&
    a.variant === b.variant &&
    a.overrideId === b.overrideId &&
    a.ruleId === b.ruleId &&
    a.bucket === b.bucket &&
    a.errorCode === b.errorCode
  );
}
