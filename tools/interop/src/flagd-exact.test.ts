import type { EvaluationContext, FlagConfig, Ruleset } from '@burgee/contracts';
import { compileRuleset, evaluate, overridesFor } from '@burgee/evaluator';
import { type FlagdExport, rampInSteps, toFlagd } from '@burgee/protocols';
import { runs } from '@burgee/testing';
import { FlagdCore } from '@openfeature/flagd-core';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exportedRulesets, questions, userOverrides } from './flagd-arbitraries.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** The caller's own values, which differ from every variant. */
const DEFAULTS = { boolean: 'of the caller', string: 'of the caller', number: 'of the caller', json: 'of the caller' };

/** Each ruleset has 4 flags, which are asked 8 questions: 20,000 evaluations. */
const RULESETS = runs(625);

it('15.4 flagd returns what the evaluator returns, for all flags that are exported', () => {
  const counts = { evaluations: 0, exported: 0 };
  const omitted = new Map<string, number>();
  const logged: string[] = [];
  fc.assert(
    fc.property(exportedRulesets, userOverrides, questions, (ruleset, users, asked) => {
      const compiled = compileRuleset(ruleset);
      const exported = toFlagd(
        compiled,
        Map.groupBy(users, ({ flagKey }) => flagKey),
      );
      expectAllNamed(ruleset, exported);
      for (const { why } of exported.unmapped) omitted.set(why, (omitted.get(why) ?? 0) + 1);
      const core = startCore(exported, logged);
      const own = compileRuleset(rampsInSteps(ruleset));
      for (const [context, now] of asked) {
        vi.setSystemTime(now);
        const overrides = overridesFor(users, context);
        for (const flag of ruleset.flags) {
          counts.evaluations++;
          if (!Object.hasOwn(exported.definitions.flags, flag.key)) continue;
          counts.exported++;
          const { value, variant } = evaluate(own, flag.key, context, { now, overrides });
          expect(askCore(core, flag, context)).toEqual(
            value === undefined ? NOTHING : { value, variant: variant ?? expect.stringMatching(/^override/) },
          );
        }
      }
    }),
    { numRuns: RULESETS },
  );
  expect(logged).toEqual([]);
  console.log(`flagd: ${counts.exported} of ${counts.evaluations} evaluations were of exported flags`);
  expect(counts.exported / counts.evaluations).toBeGreaterThan(0.5);
});

const NOTHING = { value: DEFAULTS.boolean, variant: undefined };

function startCore({ definitions }: FlagdExport, logged: string[]): FlagdCore {
  const log = (message: unknown) => void logged.push(String(message));
  const core = new FlagdCore(undefined, { error: log, warn: log, info: log, debug: log });
  core.setConfigurations(JSON.stringify(definitions));
  return core;
}

const SILENT = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

function askCore(core: FlagdCore, { key, type }: FlagConfig, { userId, ...attributes }: EvaluationContext) {
  const context = { ...attributes, ...(userId !== undefined && { targetingKey: userId }) } as never;
  const resolve = {
    boolean: () => core.resolveBooleanEvaluation(key, DEFAULTS.boolean as never, context, SILENT),
    string: () => core.resolveStringEvaluation(key, DEFAULTS.string, context, SILENT),
    number: () => core.resolveNumberEvaluation(key, DEFAULTS.number as never, context, SILENT),
    json: () => core.resolveObjectEvaluation(key, DEFAULTS.json as never, context, SILENT),
  };
  const { value, variant, errorCode } = resolve[type]();
  expect(errorCode).toBeUndefined();
  return { value, variant };
}

/** Every flag is either exported or reported, with a sentence. */
function expectAllNamed(ruleset: Ruleset, { definitions, unmapped }: FlagdExport): void {
  const named = [...Object.keys(definitions.flags), ...unmapped.map(({ flagKey }) => flagKey)];
  expect(named.toSorted()).toEqual(ruleset.flags.map(({ key }) => key).toSorted());
  for (const { why } of unmapped) expect(why).toMatch(/^The flag .{10,}[^.]\.$/s);
}

/** The same ruleset with the steps in which flagd sees ramps. */
function rampsInSteps(ruleset: Ruleset): Ruleset {
  const inSteps = <T extends Pick<FlagConfig, 'rollout'>>(of: T): T => {
    const { schedule } = of.rollout;
    return schedule.kind === 'ramp' ? { ...of, rollout: { ...of.rollout, schedule: rampInSteps(schedule) } } : of;
  };
  const flags = ruleset.flags.map((flag) => ({ ...inSteps(flag), rules: flag.rules.map(inSteps) }));
  return { ...ruleset, flags };
}
