import type { Evaluation, EvaluationContext, Override, OverrideOf } from '@burgee/contracts';
import { fail, give, giveOverride, type Answers } from './answers.ts';
import { hasValidIds, problemOfIds, type EvaluateOptions } from './context.ts';
import { endOf } from './overrides.ts';
import { prerequisitesHold, type Answered, type Requirements } from './prerequisites.ts';

/** What of a flag stands above its own targeting (rows 2 to 11 of the table). */
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

/** The answer of the first row that applies, in the order of the table. `traceOf` looks at the same rows. */
export function decideLayers(
  flag: Answers & Layers,
  context: EvaluationContext,
  options: EvaluateOptions,
  answered: Answered | undefined,
): Evaluation | undefined {
  const { key, emergency, end, requirements, global } = flag;
  const { overrides, now } = options;
  if (emergency) return giveOverride(flag, emergency);
  if (!hasValidIds(context)) return fail(flag, 'INVALID_CONTEXT', problemOfIds(context));
  if (overrides) {
    const session = flag.permitsSessionOverrides ? overrides.session.get(key) : undefined;
    if (counts(session, now)) return giveOverride(flag, session);
    const testing = overrides.testing.get(key);
    if (counts(testing, now)) return giveOverride(flag, testing);
  }
  if (flag.isOff) return give(flag, flag.off, 'DISABLED');
  if (end !== undefined && end <= now) return give(flag, flag.off, 'EXPIRED');
  if (requirements && !prerequisitesHold(requirements, context, options, answered)) {
    return give(flag, flag.off, 'PREREQUISITE_FAILED');
  }
  // One user has one override of a flag, so that an exclude needs no look before an include.
  const user = overrides?.user.get(key);
  if (counts(user, now)) return giveOverride(flag, user);
  if (counts(global, now)) return giveOverride(flag, global);
  return undefined;
}

/** Whether there is an override and it has not ended. */
export function counts<T extends Override>(override: T | undefined, now: number): override is T {
  return override !== undefined && now < endOf(override);
}
