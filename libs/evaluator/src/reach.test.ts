import {
  DAY_MS,
  type EvaluationContext,
  type FlagConfig,
  reachOf,
  type Ruleset,
  type Schedule,
  scheduleInstants,
} from '@burgee/contracts';
import { NOW, runs } from '@burgee/testing';
import { contexts, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { compileRuleset } from './ruleset.ts';
import { ids } from './test-evaluate.ts';

const later = fc.integer({ min: 0, max: 3 * DAY_MS });

/** Returns the variant of a changed flag for a context, in a ruleset without overrides. */
function variantIn(ruleset: Ruleset, key: string, change: Partial<FlagConfig>) {
  const flags = ruleset.flags.map((flag) => (flag.key === key ? { ...flag, ...change } : flag));
  const compiled = compileRuleset({ ...ruleset, flags, overrides: [] });
  return (context: EvaluationContext, now: number) =>
    evaluate(compiled, key, context, { now, random: 0 }).variant ?? null;
}

describe('the reach of a flag', () => {
  it('is "someone" if switching the flag on changes what anyone gets, now or later', () => {
    fc.assert(
      fc.property(rulesets, contexts, later, (ruleset, context, ms) => {
        for (const flag of ruleset.flags) {
          const [on, off] = [true, false].map((enabled) =>
            variantIn(ruleset, flag.key, { enabled })(context, NOW + ms),
          );
          if (on !== off) expect(reachOf(flag, NOW)).toBe('someone');
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('is "someone" only if switching the flag on changes what anyone gets, unless another flag decides', () => {
    const many = ids(200).map((id) => ({ userId: id, country: id }));
    // The percentage of a ramp in progress may be too small to be found.
    const isUnderWay = (schedule: Schedule) =>
      schedule.kind === 'ramp' && Date.parse(schedule.startAt) < NOW && Date.parse(schedule.endAt) > NOW;
    fc.assert(
      fc.property(rulesets, (ruleset) => {
        for (const flag of ruleset.flags.map((each) => ({ ...each, rules: [], prerequisites: [] }))) {
          // Two hundred contexts rarely include one of 1 in 100,000.
          const { schedule } = flag.rollout;
          const isFindable = !JSON.stringify(schedule).includes('0.001') && !isUnderWay(schedule);
          if (reachOf(flag, NOW) !== 'someone' || !isFindable) continue;
          const [on, off] = [true, false].map((enabled) => variantIn(ruleset, flag.key, { ...flag, enabled }));
          const instants = [NOW, ...scheduleInstants(schedule).filter((instant) => instant > NOW)];
          const isFound = many.some((context) => instants.some((now) => on?.(context, now) !== off?.(context, now)));
          expect(isFound).toBe(true);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('is "nobody" only if raising the percentage helps', () => {
    fc.assert(
      fc.property(rulesets, (ruleset) => {
        for (const flag of ruleset.flags) {
          const schedule = { kind: 'fixed', percentage: 100 } as const;
          const raised = { ...flag, rollout: { ...flag.rollout, schedule } };
          if (reachOf(flag, NOW) === 'nobody') expect(reachOf(raised, NOW)).toBe('someone');
        }
      }),
    );
  });
});
