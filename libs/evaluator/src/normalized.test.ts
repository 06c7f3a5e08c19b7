import { EvaluateBody, type EvaluationContext, INVALID_CONTEXT, normalizeContext } from '@burgee/contracts';
import { aFlag, anEmergencyOverride, aRule, aTextFlag, aUserOverride, NOW, runs } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateAll, explain } from './evaluate.ts';
import { nextChangeAt } from './next-change.ts';
import { overridesFor } from './overrides.ts';
import { compiled } from './test-evaluate.ts';

const signedUpEarly = aRule({
  condition: { attribute: 'signedUpAt', operator: 'before', values: ['2026-06-01'] },
});
const teamRed = aRule({ condition: { attribute: 'team', operator: 'in', values: ['red', 'null', '0', 'NaN'] } });
const ruleset = compiled({
  flags: [
    aFlag({ key: 'one-percent', rollout: 1 }),
    aFlag({ key: 'everybody' }),
    aFlag({ key: 'nobody', enabled: false }),
    aFlag({ key: 'early', rollout: 0, rules: [signedUpEarly] }),
    aFlag({ key: 'red', rollout: 0, rules: [teamRed] }),
    aFlag({
      key: 'any-team',
      rollout: 0,
      rules: [aRule({ condition: { attribute: 'team', operator: 'exists' } })],
    }),
    aFlag({ key: 'by-team', rollout: { schedule: { kind: 'fixed', percentage: 50 }, bucketBy: ['team', 'userId'] } }),
    aTextFlag({ key: 'color' }),
  ],
});
const options = { now: NOW };
const all = (context: unknown) => evaluateAll(ruleset, context as EvaluationContext, options);

/** A flag with a rule that ends, for a percentage of the teams. */
const timed = compiled({
  flags: [
    aFlag({
      key: 'ending',
      rollout: {
        schedule: { kind: 'steps', steps: [{ at: '2028-01-01T00:00:00Z', percentage: 50 }] },
        bucketBy: ['team'],
        missing: 'excluded',
      },
    }),
  ],
});

class Account {
  readonly userId = 'ann';
}
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('a context that JSON cannot represent', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve({})],
    ['a Map', new Map([['userId', 'ann']])],
    ['an instance of a class', new Account()],
    ['a list', []],
    ['null', null],
    ['undefined', undefined],
    ['a text', 'ann'],
    ['a circle', cyclic],
    ['an object with a BigInt', { balance: 1n }],
    ['an object with a Set', { teams: new Set() }],
  ])('W39.9 such as %s: every flag returns INVALID_CONTEXT, and none treats it as anonymous', (_what, context) => {
    for (const answer of all(context)) {
      expect(answer).toMatchObject({ enabled: false, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
      expect(evaluate(ruleset, answer.key, context as EvaluationContext, options)).toEqual(answer);
      const { trace, ...explained } = explain(ruleset, answer.key, context as EvaluationContext, options);
      expect(explained).toEqual(answer);
      expect(trace).toEqual([{ layer: 'context', outcome: 'won', detail: 'the context cannot be read' }]);
    }
    expect(overridesFor([aUserOverride({ target: 'ann' })], context as EvaluationContext).user.size).toBe(0);
    expect(nextChangeAt(timed, context as EvaluationContext, options)).toBeUndefined();
  });

  it('still gets the value of an emergency override', () => {
    const emergency = anEmergencyOverride({ flagKey: 'everybody', value: true });
    const flags = [aFlag({ key: 'everybody', enabled: false })];
    const context = new Map() as unknown as EvaluationContext;
    const answer = explain(compiled({ flags, overrides: [emergency] }), 'everybody', context, options);
    expect(answer).toMatchObject({ value: true, reason: 'OVERRIDE' });
    expect(answer.trace.slice(0, 2)).toMatchObject([
      { layer: 'emergency', outcome: 'won' },
      { layer: 'context', outcome: 'not reached', detail: 'the context cannot be read' },
    ]);
  });

  it('law 7 can have a getter that throws only on its second call', () => {
    let reads = 0;
    const context = {
      get userId(): string {
        if (++reads > 1) throw new Error('no');
        return 'ann';
      },
    };
    expect(evaluate(ruleset, 'one-percent', context, options)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
    reads = 0;
    expect(explain(ruleset, 'one-percent', context, options)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
    const changing = {
      get team(): string {
        if (++reads % 2 === 0) throw new Error('no');
        return 'red';
      },
    };
    reads = 0;
    expect(explain(ruleset, 'red', changing, options)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
    reads = 0;
    expect(nextChangeAt(timed, changing, options)).toBeUndefined();
  });
});

describe('a context that JSON changes', () => {
  it('contains the instant of a date, as over HTTP', () => {
    const [early, late] = [new Date('2026-05-01'), new Date('2026-07-01')];
    expect(evaluate(ruleset, 'early', { signedUpAt: early }, options)).toMatchObject({ value: true });
    expect(evaluate(ruleset, 'early', { signedUpAt: late }, options)).toMatchObject({ value: false });
  });

  it('gets the override for its id in JSON', () => {
    const user = aUserOverride({ target: '2026-05-01T00:00:00.000Z' });
    expect(overridesFor([user], { userId: new Date('2026-05-01') as never }).user.size).toBe(1);
  });
});

const attribute = fc.oneof(
  fc.constantFrom('ann', 'red', '', 'x'.repeat(256), 0, -0, NaN, Infinity, 1n, null, undefined, true, () => 'red'),
  fc.date({ noInvalidDate: false }),
  fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withSet: true }),
  fc.jsonValue(),
  fc.array(fc.oneof(fc.constantFrom('red', undefined, NaN), fc.date()), { maxLength: 3 }),
  fc.constantFrom(new Account(), Promise.resolve('red'), { toJSON: () => 'red' }),
);
const context = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(fc.constantFrom('userId', 'sessionId', 'signedUpAt', 'team'), attribute) },
  { weight: 1, arbitrary: attribute },
);

const ofAnn = aUserOverride({ target: 'ann' });

it('a context has the same results in process and over HTTP, for random values', () => {
  fc.assert(
    fc.property(context, (given) => {
      if (normalizeContext(given) === INVALID_CONTEXT) return !all(given).some(({ enabled }) => enabled);
      const sent = EvaluateBody.parse(JSON.parse(JSON.stringify({ context: given })));
      expect(all(given)).toEqual(all(sent.context));
      expect(overridesFor([ofAnn], given as EvaluationContext)).toEqual(overridesFor([ofAnn], sent.context));
    }),
    { numRuns: runs(2_000) },
  );
});
