import type { Evaluation, EvaluationContext, Override, OverrideOf, RulesetVersion } from '@burgee/contracts';
import { type Answers, toErrorEvaluation, toEvaluation, toOverrideEvaluation } from './answers.ts';
import { hasValidIds, problemOfIds } from './context.ts';
import { overrideEnd } from './overrides.ts';
import { prerequisitesHold, type Requirements, type SharingOptions } from './prerequisites.ts';

/** The layers above a flag's own targeting (rows 2 to 11 of the table). */
export type Layers = {
  readonly emergency: OverrideOf<'emergency'> | undefined;
  readonly permitsSessionOverrides: boolean;
  /** Disabled or archived. */
  readonly isOff: boolean;
  /** When it expires, in milliseconds. */
  readonly end: number | undefined;
  readonly requirements: Requirements | undefined;
  readonly global: OverrideOf<'global'> | undefined;
};

/** The result of the first row that applies, in the order of the table. `buildTrace` has the same rows. */
export function decideLayers(
  flag: Answers & Layers,
  context: EvaluationContext,
  options: SharingOptions,
  version: RulesetVersion,
): Evaluation | undefined {
  const { key, off, emergency, end, requirements, global } = flag;
  const { overrides, now } = options;
  if (emergency) return toOverrideEvaluation(flag, emergency, version);
  if (!hasValidIds(context)) return toErrorEvaluation(off, 'INVALID_CONTEXT', problemOfIds(context), version);
  if (overrides) {
    const session = flag.permitsSessionOverrides ? overrides.session.get(key) : undefined;
    if (isActiveOverride(session, now)) return toOverrideEvaluation(flag, session, version);
    const testing = overrides.testing.get(key);
    if (isActiveOverride(testing, now)) return toOverrideEvaluation(flag, testing, version);
  }
  if (flag.isOff) return toEvaluation(off, 'DISABLED', version);
  if (end !== undefined && end <= now) return toEvaluation(off, 'EXPIRED', version);
  if (requirements && !prerequisitesHold(requirements, context, options)) {
    return toEvaluation(off, 'PREREQUISITE_FAILED', version);
  }
  // A user has at most one override per flag, so that the order of exclude and include does not matter.
  const user = overrides?.user.get(key);
  if (isActiveOverride(user, now)) return toOverrideEvaluation(flag, user, version);
  if (isActiveOverride(global, now)) return toOverrideEvaluation(flag, global, version);
  return undefined;
}

/** Whether an override exists and has not expired. */
export function isActiveOverride<T extends Override>(override: T | undefined, now: number): override is T {
  return override !== undefined && now < overrideEnd(override);
}
