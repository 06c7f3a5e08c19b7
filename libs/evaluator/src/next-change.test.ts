import {
  DAY_MS,
  type EvaluationContext,
  type FlagConfig,
  HOUR_MS,
  isSameJson,
  type Override,
  Prerequisite,
  type Rollout,
  type Ruleset,
} from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aSegment,
  aSessionOverride,
  aTestingOverride,
  aUserOverride,
  runs,
} from '@burgee/testing';
import { contexts, FIRST_DAY, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll } from './evaluate.ts';
import { nextChangeAt } from './next-change.ts';
import { overridesFor } from './overrides.ts';
import { type CompiledRuleset, compileRuleset } from './ruleset.ts';
import { compiled } from './test-evaluate.ts';

const at = (time: string) => Date.parse(`2027-01-01T${time}Z`);

const instants = fc
  .oneof(
    fc.integer({ min: -1_000, max: 2_000 }),
    fc.integer({ min: -DAY_MS, max: 3 * DAY_MS }),
    fc.constantFrom(6 * HOUR_MS - 1, 6 * HOUR_MS, 12 * HOUR_MS, 12 * HOUR_MS + 1, DAY_MS - 1),
  )
  .map((afterMs) => FIRST_DAY + afterMs);

/** The input of one evaluation, and instants before the next change, as shares of the time until then. */
const questions = fc.record({
  ruleset: rulesets,
  context: contexts,
  found: fc.option(overrides, { nil: undefined }),
  now: instants,
  random: fc.option(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { nil: undefined }),
  shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
});
type Question = typeof questions extends fc.Arbitrary<infer Q> ? Q : never;

function setUp({ ruleset, context, found, now, random }: Question) {
  const options = { random, overrides: found && overridesFor(found, context) };
  const rules = compileRuleset(ruleset);
  return {
    ruleset: rules,
    next: (flagKeys?: readonly string[]) => nextChangeAt(rules, context, { ...options, now }, flagKeys),
    resultsAt: (instant: number) => evaluateAll(rules, context, { ...options, now: instant }),
    resultAt: (flagKey: string, instant: number) => evaluate(rules, flagKey, context, { ...options, now: instant }),
  };
}

/** Instants from `now` to the last millisecond before `next`. */
function between(now: number, next: number | undefined, shares: readonly number[]): number[] {
  const last = (next ?? FIRST_DAY + 10 * DAY_MS) - 1;
  if (last <= now) return [];
  return [now + 1, last, ...shares.map((share) => now + Math.round(share * (last - now)))];
}

/** Much faster than `toEqual` if both are the same. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isSameJson(actual, expected)) expect(actual).toEqual(expected);
}

describe('law 9', () => {
  it('between an instant and the next change, no result changes, and at the next change one does', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { next, resultsAt } = setUp(question);
        const { now, shares } = question;
        const change = next();
        const results = resultsAt(now);
        for (const instant of between(now, change, shares)) expectSame(resultsAt(instant), results);
        if (change === undefined) return;
        expect(change).toBeGreaterThan(now);
        expect(isSameJson(resultsAt(change), results)).toBe(false);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('between an instant and the next change of one flag, its result does not change', () => {
    fc.assert(
      fc.property(questions, fc.constantFrom('a', 'b', 'c', 'd'), (question, flagKey) => {
        const { next, resultAt } = setUp(question);
        const { now, shares } = question;
        const result = resultAt(flagKey, now);
        for (const instant of between(now, next([flagKey]), shares)) {
          expectSame(resultAt(flagKey, instant), result);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('the next change of all flags is the earliest of those of single flags', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { next } = setUp(question);
        const each = question.ruleset.flags.map(({ key }) => next([key]) ?? Infinity);
        expect(next() ?? Infinity).toBe(Math.min(...each));
      }),
      { numRuns: runs(500) },
    );
  });
});

type Given = {
  flag: FlagConfig;
  flags?: FlagConfig[];
  segments?: Ruleset['segments'];
  context?: EvaluationContext;
  overrides?: Override[];
  now?: number;
  random?: number;
  flagKeys?: string[];
};

/** The next change as a UTC time of the first day; `undefined` if there is none. */
function nextOf({ flag, flags = [], overrides: all = [], context = { userId: 'ada' }, ...given }: Given) {
  const { segments = [], now = at('08:00:00'), random, flagKeys } = given;
  const isInRuleset = ({ type }: Override) => type === 'emergency' || type === 'global';
  const ruleset: CompiledRuleset = compiled({
    flags: [...flags, flag],
    segments,
    permitsSessionOverrides: true,
    overrides: all.filter(isInRuleset) as Ruleset['overrides'],
  });
  const options = { now, random, overrides: overridesFor(all, context) };
  const next = nextChangeAt(ruleset, context, options, flagKeys);
  return next === undefined ? undefined : new Date(next).toISOString().slice('2027-01-01T'.length, -1);
}

const iso = (time: string) => `2027-01-01T${time}Z`;
const steps = (...list: [string, number][]): Rollout =>
  aRollout(0, {
    schedule: { kind: 'steps', steps: list.map(([time, percentage]) => ({ at: iso(time), percentage })) },
  });
const ramp = (from: number, to: number, fields: Partial<Rollout> = {}): Rollout =>
  aRollout(0, {
    schedule: { kind: 'ramp', from, to, startAt: iso('10:00:00'), endAt: iso('12:00:00') },
    ...fields,
  });

describe('B.24 the next change', () => {
  it('is absent for flags that time does not change', () => {
    expect(nextOf({ flag: aFlag() })).toBeUndefined();
    expect(nextOf({ flag: aFlag({ rollout: aRollout(50) }), overrides: [anEmergencyOverride()] })).toBeUndefined();
  });

  it('of a step is its instant, only once', () => {
    const flag = aFlag({ rollout: steps(['10:00:00', 0], ['11:00:00', 100]) });
    expect(nextOf({ flag })).toBe('11:00:00.000');
    expect(nextOf({ flag, now: at('10:59:59.999') })).toBe('11:00:00.000');
    expect(nextOf({ flag, now: at('11:00:00') })).toBeUndefined();
  });

  it('skips a step that does not reach the bucket of the context', () => {
    const flag = aFlag({ key: 'flag', rollout: steps(['09:00:00', 0.001], ['10:00:00', 0.002], ['11:00:00', 100]) });
    // The first step changes the reason for everyone it excludes, from DEFAULT to SPLIT.
    expect(nextOf({ flag })).toBe('09:00:00.000');
    expect(nextOf({ flag, now: at('09:00:00') })).toBe('11:00:00.000');
  });

  it('of a ramp is the instant at which it reaches the bucket of the context', () => {
    const flag = aFlag({ rollout: ramp(0, 100) });
    const ruleset = compiled({ flags: [flag] });
    const context = { userId: 'ada' };
    const resultAt = (now: number) => evaluate(ruleset, flag.key, context, { now });
    const reached = nextChangeAt(ruleset, context, { now: at('10:00:00.001') }) as number;
    expect(resultAt(reached - 1)).toMatchObject({ enabled: false, reason: 'SPLIT' });
    expect(resultAt(reached)).toMatchObject({ enabled: true, reason: 'SPLIT' });
    const { bucket = NaN } = resultAt(reached);
    expect(Math.abs(reached - (at('10:00:00') + (bucket / 100_000) * 2 * HOUR_MS))).toBeLessThan(100);
    // After that, only the end of the ramp changes the reason.
    expect(nextChangeAt(ruleset, context, { now: reached })).toBe(at('12:00:00'));
  });

  it('of a falling ramp is the instant at which it excludes the context', () => {
    const flag = aFlag({ rollout: ramp(100, 0) });
    const ruleset = compiled({ flags: [flag] });
    const left = nextChangeAt(ruleset, { userId: 'ada' }, { now: at('10:30:00') }) as number;
    expect(evaluate(ruleset, flag.key, { userId: 'ada' }, { now: left - 1 }).enabled).toBe(true);
    expect(evaluate(ruleset, flag.key, { userId: 'ada' }, { now: left }).enabled).toBe(false);
  });

  it('of a ramp for a context without an id is the first millisecond above 0', () => {
    expect(nextOf({ flag: aFlag({ rollout: ramp(0, 50) }), context: {} })).toBe('10:00:00.001');
    expect(nextOf({ flag: aFlag({ rollout: ramp(0, 50) }), context: {}, now: at('10:00:00.001') })).toBeUndefined();
    expect(nextOf({ flag: aFlag({ rollout: ramp(0, 50, { missing: 'excluded' }) }), context: {} })).toBeUndefined();
  });

  it('of a rollout that is random for contexts without an id depends on the random number', () => {
    const flag = aFlag({ rollout: ramp(0, 100, { missing: 'random' }) });
    expect(nextOf({ flag, context: {}, now: at('10:01:00'), random: 0.5 })).toMatch(/^11:00:00\.\d+$/);
    expect(nextOf({ flag, context: {}, now: at('10:01:00') })).toBe('12:00:00.000');
  });

  it('of a flag that expires is its expiry', () => {
    const flag = aFlag({ expiresAt: iso('09:00:00') });
    expect(nextOf({ flag })).toBe('09:00:00.000');
    expect(nextOf({ flag, now: at('09:00:00') })).toBeUndefined();
  });

  it.each([
    ['session', aSessionOverride({ target: 's', value: false, expiresAt: iso('09:00:00') })],
    ['testing', aTestingOverride({ target: 't', value: false, expiresAt: iso('09:00:00') })],
    ['user', aUserOverride({ target: 'ada', overrideType: 'exclude', expiresAt: iso('09:00:00') })],
    ['global', aGlobalOverride({ value: false, expiresAt: iso('09:00:00') })],
  ])('of a %s override is its expiry', (_type, override) => {
    const given = { flag: aFlag(), overrides: [override], context: { userId: 'ada', sessionId: 's', testRunId: 't' } };
    expect(nextOf(given)).toBe('09:00:00.000');
    expect(nextOf({ ...given, now: at('09:00:00') })).toBeUndefined();
  });

  it('is absent for an override for someone else or without an expiry', () => {
    const ends = { expiresAt: iso('09:00:00') };
    expect(nextOf({ flag: aFlag(), overrides: [aUserOverride({ target: 'grace', ...ends })] })).toBeUndefined();
    expect(nextOf({ flag: aFlag(), overrides: [aUserOverride({ target: 'ada', expiresAt: null })] })).toBeUndefined();
    expect(nextOf({ flag: aFlag(), overrides: [aGlobalOverride({ value: false, expiresAt: null })] })).toBeUndefined();
  });

  it('is absent for an override of a flag that does not exist', () => {
    const override = aUserOverride({ flagKey: 'gone', target: 'ada', expiresAt: iso('09:00:00') });
    expect(nextOf({ flag: aFlag(), overrides: [override] })).toBeUndefined();
  });

  it('of `before` is its instant, and of `after` one millisecond later', () => {
    const during = { attribute: '$now', operator: 'after' as const, values: [iso('09:00:00')] };
    const until = { attribute: '$now', operator: 'before' as const, values: [iso('11:00:00')] };
    const rules = [aRule({ condition: { all: [during, until] }, serve: 'on' })];
    const flag = aFlag({ rules, rollout: aRollout(0) });
    expect(nextOf({ flag })).toBe('09:00:00.001');
    expect(nextOf({ flag, now: at('09:00:00.001') })).toBe('11:00:00.000');
    expect(nextOf({ flag, now: at('11:00:00') })).toBeUndefined();
  });

  it('of a clause in a segment of a segment is found', () => {
    const segments = [
      aSegment({ key: 'inner', condition: { attribute: '$now', operator: 'before', values: [iso('11:00:00')] } }),
      aSegment({ key: 'outer', condition: { not: { segment: 'inner' } as never } }),
    ];
    const flag = aFlag({ rules: [aRule({ condition: { segment: 'outer' } as never, serve: 'off' })] });
    expect(nextOf({ flag, segments })).toBe('11:00:00.000');
  });

  it('is absent for a rule whose condition does not hold', () => {
    const condition = { attribute: 'plan', operator: 'in' as const, values: ['pro'] };
    const flag = aFlag({ rules: [aRule({ condition, rollout: steps(['11:00:00', 100]), serve: 'off' })] });
    expect(nextOf({ flag })).toBeUndefined();
    expect(nextOf({ flag, context: { plan: 'pro' } })).toBe('11:00:00.000');
  });

  it('of a prerequisite counts even for a single flag', () => {
    const required = aFlag({ key: 'required', rollout: steps(['11:00:00', 100]) });
    const flag = aFlag({ prerequisites: [Prerequisite.parse({ flagKey: 'required', variants: ['on'] })] });
    expect(nextOf({ flag, flags: [required], flagKeys: [flag.key, 'gone'] })).toBe('11:00:00.000');
  });

  it('is absent for a flag that requires one that does not exist', () => {
    const flag = aFlag({ prerequisites: [Prerequisite.parse({ flagKey: 'gone', variants: ['on'] })] });
    expect(nextOf({ flag, flagKeys: [flag.key] })).toBeUndefined();
  });

  it('of a disabled flag can only be the expiry of a session or testing override', () => {
    const flag = aFlag({ enabled: false, rollout: steps(['11:00:00', 100]), expiresAt: iso('09:00:00') });
    expect(nextOf({ flag })).toBeUndefined();
    const override = aTestingOverride({ target: 't', value: true, expiresAt: iso('10:00:00') });
    expect(nextOf({ flag, overrides: [override], context: { testRunId: 't' } })).toBe('10:00:00.000');
  });

  it('is absent below an emergency override', () => {
    const flag = aFlag({ rollout: steps(['11:00:00', 100]) });
    const override = aTestingOverride({ target: 't', value: true, expiresAt: iso('10:00:00') });
    const given = { flag, context: { testRunId: 't' }, flagKeys: [flag.key] };
    expect(nextOf({ ...given, overrides: [anEmergencyOverride(), override] })).toBeUndefined();
  });

  it('is absent for a step to the same percentage', () => {
    const flag = aFlag({ rollout: steps(['07:00:00', 100], ['11:00:00', 100]) });
    expect(nextOf({ flag })).toBeUndefined();
  });

  it('is absent for a broken flag and for an unreadable context', () => {
    const broken = aFlag({ offVariant: 'gone', rollout: steps(['11:00:00', 100]) });
    expect(nextOf({ flag: broken, flagKeys: [broken.key] })).toBeUndefined();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    const ruleset = compiled({ flags: [aFlag({ rollout: steps(['11:00:00', 100]) })] });
    expect(nextChangeAt(ruleset, hostile, { now: at('08:00:00') })).toBeUndefined();
  });

  it('after too many turns without effect is too early rather than too late', () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => String(minute).padStart(2, '0'));
    const turns = minutes.map((minute, index): [string, number] => [`09:${minute}:00`, index % 2 === 0 ? 0 : 100]);
    const condition = { attribute: 'plan', operator: 'in' as const, values: ['pro'] };
    const flag = aFlag({ rules: [aRule({ condition, rollout: steps(...turns) })], expiresAt: iso('23:00:00') });
    expect(nextOf({ flag })).toMatch(/^09:5\d:00\.000$/);
    expect(nextOf({ flag, now: at('09:30:00') })).toBe('23:00:00.000');
  });
});
