import { Evaluation, type EvaluationContext, type Ruleset, TraceStep } from '@burgee/contracts';
import { aRuleset, NOW, runs } from '@burgee/testing';
import { contexts, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll, explain } from './evaluate.ts';
import { overridesFor } from './overrides.ts';
import { compileRuleset } from './ruleset.ts';
import { compiled } from './test-evaluate.ts';

const random = fc.constantFrom(undefined, 0, 0.3, 0.999);
const KEYS = ['a', 'b', 'c', 'd', 'nowhere'];

/** Freezes a value deeply, so that any change to it throws. */
function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}

const throughJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

describe('evaluate', () => {
  it('law 1: returns the same result for the same input, and changes neither ruleset nor context', () => {
    fc.assert(
      fc.property(rulesets, contexts, overrides, random, (ruleset, context, overrides, random) => {
        const compiled = compileRuleset(deepFrozen(ruleset));
        const options = Object.freeze({ now: NOW, random, overrides: overridesFor(overrides, context) });
        const answers = () => KEYS.map((key) => evaluate(compiled, key, deepFrozen(context), options));
        const first = throughJson(answers());
        expect(answers()).toEqual(first);
        const again = compileRuleset(throughJson(ruleset));
        expect(KEYS.map((key) => evaluate(again, key, throughJson(context), { ...options }))).toEqual(first);
      }),
    );
  });

  it('law 6: returns the same as explain and evaluateAll', () => {
    fc.assert(
      fc.property(rulesets, contexts, overrides, random, (ruleset, context, overrides, random) => {
        const compiled = compileRuleset(ruleset);
        const options = { now: NOW, random, overrides: overridesFor(overrides, context) };
        const answers = ruleset.flags.map((flag) => evaluate(compiled, flag.key, context, options));
        expect(evaluateAll(compiled, context, options)).toEqual(answers);
        for (const answer of answers) {
          const { trace, ...explained } = explain(compiled, answer.key, context, options);
          expect(explained).toEqual(answer);
          for (const step of trace) expect(TraceStep.parse(step)).toEqual(step);
          const place = trace.findIndex((step) => step.outcome === 'won');
          expect(trace.slice(0, place).every((step) => step.outcome === 'passed')).toBe(true);
          for (const step of trace.slice(place + 1)) {
            const isOverride = 'overrideId' in step && step.state === 'applies';
            expect(step.outcome).toBe(isOverride ? 'shadowed' : 'not reached');
          }
          const winner = trace.find((step) => step.outcome === 'won');
          expect(winner).toMatchObject({
            ...(answer.ruleId && { layer: 'rule', ruleId: answer.ruleId }),
            ...(answer.overrideId && { overrideId: answer.overrideId }),
          });
        }
      }),
    );
  });

  it('law 7: never throws, for contexts, options and keys of any shape', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    const attributes = fc.dictionary(
      fc.constantFrom('userId', 'sessionId', 'country', 'version', 'tags', '__proto__'),
      value,
    );
    const options = fc.oneof(value, fc.record({ now: value, random: value, overrides: value }, { requiredKeys: [] }));
    fc.assert(
      fc.property(rulesets, fc.oneof(value, attributes), options, value, (ruleset, context, options, key) => {
        const compiled = compileRuleset(ruleset);
        for (const flagKey of [...KEYS, key]) {
          const answer = evaluate(compiled, flagKey as string, context as never, options as never);
          expect(Evaluation.safeParse(answer).error).toBeUndefined();
          const { trace, ...explained } = explain(compiled, flagKey as string, context as never, options as never);
          expect(explained).toEqual(answer);
          expect(Array.isArray(trace)).toBe(true);
        }
        expect(evaluateAll(compiled, context as never, options as never)).toHaveLength(ruleset.flags.length);
        overridesFor([], context as never);
      }),
      { numRuns: runs(250) },
    );
  });

  it('law 7: never throws, even for a hostile context', () => {
    const fail = () => {
      throw new Error('no');
    };
    const handlers: ProxyHandler<object>[] = [
      { get: fail },
      { has: fail },
      { getOwnPropertyDescriptor: fail },
      { ownKeys: fail },
    ];
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const hostile = [
      ...handlers.map((handler) => new Proxy({}, handler)),
      revoked.proxy,
      Object.defineProperty({}, 'country', { get: fail }),
      Object.defineProperty({}, 'userId', { get: fail }),
      { country: Object.defineProperty([], '0', { get: fail }) },
      { country: { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail } },
      { tags: new Proxy(['x'], { get: fail }) },
    ];
    fc.assert(
      fc.property(rulesets, fc.nat(hostile.length - 1), (ruleset, index) => {
        const compiled = compileRuleset(ruleset);
        const context = hostile[index] as EvaluationContext;
        for (const answer of evaluateAll(compiled, context, { now: NOW })) {
          expect(explain(compiled, answer.key, context, { now: NOW })).toMatchObject(answer);
          if (answer.errorCode === 'INVALID_CONTEXT') expect(answer.enabled).toBe(false);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('law 8: returns the same after the ruleset, the overrides and the context went through JSON', () => {
    fc.assert(
      fc.property(rulesets, contexts, overrides, random, (ruleset, context, overrides, random) => {
        const answers = (ruleset: Ruleset, context: EvaluationContext, given: typeof overrides) =>
          evaluateAll(compileRuleset(ruleset), context, { now: NOW, random, overrides: overridesFor(given, context) });
        const before = answers(ruleset, context, overrides);
        expect(answers(throughJson(ruleset), throughJson(context), throughJson(overrides))).toEqual(before);
        expect(throughJson(before)).toEqual(before);
      }),
    );
  });
});

describe('an unknown flag', () => {
  it("returns FLAG_NOT_FOUND without a value, so that the caller's default applies", () => {
    expect(evaluate(compiled({ version: 7 }), 'nowhere', {}, { now: NOW })).toEqual({
      key: 'nowhere',
      enabled: false,
      reason: 'ERROR',
      version: 7,
      errorCode: 'FLAG_NOT_FOUND',
      errorMessage: 'there is no flag "nowhere"',
    });
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('A8 returns the same for "%s"', (key) => {
    expect(evaluate(compileRuleset(aRuleset()), key, {}, { now: NOW })).toMatchObject({
      key,
      errorCode: 'FLAG_NOT_FOUND',
    });
  });
});
