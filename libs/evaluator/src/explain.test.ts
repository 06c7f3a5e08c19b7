import { type Explanation, TraceStep } from '@burgee/contracts';
import { aFlag, aGlobalOverride, anEmergencyOverride, aRollout, aRule, NOW } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { explain } from './evaluate.ts';
import { bucketOf, hashOf } from './hash.ts';
import { compiled, explanationOf } from './test-evaluate.ts';

const stepOf = (explanation: Explanation, layer: TraceStep['layer']) =>
  explanation.trace.find((step) => step.layer === layer);
const IN_NL = { attribute: 'country', operator: 'in' as const, values: ['NL'] };
const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));

const NO_OVERRIDE = { state: 'none', detail: 'no override for this context' };
const NOT_REACHED = { outcome: 'not reached', detail: 'a layer above decides' };

describe('B.4 the trace of a result', () => {
  it('contains the finding of each layer, in order', () => {
    const { trace } = explanationOf({ flag: aFlag({ rollout: 99.999 }), context: { userId: 'ada' } });
    const forbidden = { state: 'forbidden', detail: 'the environment does not permit session overrides' };
    expect(trace).toEqual([
      { layer: 'emergency', outcome: 'passed', state: 'none', detail: 'no emergency override' },
      { layer: 'context', outcome: 'passed', detail: 'the ids are valid' },
      { layer: 'session', outcome: 'passed', ...forbidden },
      { layer: 'testing', outcome: 'passed', ...NO_OVERRIDE },
      { layer: 'kill switch', outcome: 'passed', state: 'enabled', detail: 'the flag is enabled' },
      { layer: 'expiry', outcome: 'passed', detail: 'the flag does not expire' },
      { layer: 'prerequisites', outcome: 'passed', prerequisites: [], detail: 'the flag has no prerequisites' },
      { layer: 'user exclude', outcome: 'passed', ...NO_OVERRIDE },
      { layer: 'user include', outcome: 'passed', ...NO_OVERRIDE },
      { layer: 'global', outcome: 'passed', state: 'none', detail: 'no global override' },
      {
        layer: 'rollout',
        outcome: 'won',
        detail: `99.999% includes bucket ${bucket} of 100000`,
        percentage: 99.999,
        basis: 'hash',
        bucket,
      },
      { layer: 'otherwise', ...NOT_REACHED },
    ]);
  });

  it('has findings for the layers below the one that decides, and marks them as not reached', () => {
    const flag = aFlag({ rules: [aRule()], expiresAt: '2027-01-01T00:00:00Z', archived: true });
    const { trace } = explanationOf({ flag, overrides: [anEmergencyOverride(), aGlobalOverride()] });
    expect(trace.map(({ layer, outcome }) => [layer, outcome])).toEqual([
      ['emergency', 'won'],
      ['context', 'not reached'],
      ['session', 'not reached'],
      ['testing', 'not reached'],
      ['kill switch', 'not reached'],
      ['expiry', 'not reached'],
      ['prerequisites', 'not reached'],
      ['user exclude', 'not reached'],
      ['user include', 'not reached'],
      ['global', 'shadowed'],
      ['rule', 'not reached'],
      ['rollout', 'not reached'],
      ['otherwise', 'not reached'],
    ]);
    expect(trace[4]).toMatchObject({ state: 'archived' });
    expect(trace[5]).toMatchObject({ detail: 'the flag expired at 2027-01-01T00:00:00Z' });
    expect(trace[10]).toEqual({ layer: 'rule', ruleId: 'rule', ...NOT_REACHED });
  });

  it('consists of steps that the contract accepts', () => {
    const { trace } = explanationOf({
      flag: aFlag({ rules: [aRule()], expiresAt: '2028-01-01T00:00:00Z' }),
      overrides: [aGlobalOverride()],
    });
    for (const step of trace) expect(TraceStep.parse(step)).toEqual(step);
  });

  it('says why a flag is off: disabled, archived, expired, or a prerequisite', () => {
    const layerOf = (fields: Parameters<typeof aFlag>[0], layer: TraceStep['layer']) =>
      stepOf(explanationOf({ flag: aFlag(fields), flags: [aFlag({ key: 'parent' })] }), layer);
    expect(layerOf({ enabled: false }, 'kill switch')).toMatchObject({
      outcome: 'won',
      detail: 'the flag is disabled',
    });
    expect(layerOf({ archived: true }, 'kill switch')).toMatchObject({
      outcome: 'won',
      detail: 'the flag is archived',
    });
    const [past, future] = ['2026-12-31T00:00:00Z', '2027-12-31T00:00:00Z'];
    expect(layerOf({ expiresAt: past }, 'expiry')).toMatchObject({
      outcome: 'won',
      detail: `the flag expired at ${past}`,
    });
    expect(layerOf({ expiresAt: future }, 'expiry')).toMatchObject({
      detail: `the flag expires at ${future}`,
      expiresAt: future,
    });
    const required = (flagKey: string, variants: (string | null)[]) =>
      layerOf({ prerequisites: [{ flagKey, variants }] }, 'prerequisites');
    expect(required('parent', ['on'])).toMatchObject({ outcome: 'passed', detail: 'all prerequisites hold' });
    expect(required('parent', ['off', null])).toMatchObject({
      outcome: 'won',
      detail: '"parent" returns on, but must return off or off without a variant',
      prerequisites: [
        {
          ...{ flagKey: 'parent', required: ['off', null], outcome: 'another variant', returned: 'on', enabled: true },
          detail: '"parent" returns on, but must return off or off without a variant',
        },
      ],
    });
    expect(required('nowhere', ['on'])).toMatchObject({
      ...{ outcome: 'won', detail: 'there is no flag "nowhere"' },
      prerequisites: [
        { flagKey: 'nowhere', required: ['on'], outcome: 'no such flag', detail: 'there is no flag "nowhere"' },
      ],
    });
  });

  it('says that a required flag cannot be evaluated', () => {
    const parent = aFlag({ key: 'parent', rules: [aRule({ condition: { segment: 'nowhere' } })] });
    const flag = aFlag({ prerequisites: [{ flagKey: 'parent', variants: ['on'] }] });
    expect(stepOf(explanationOf({ flag, flags: [parent] }), 'prerequisites')).toMatchObject({
      detail: '"parent" cannot be evaluated',
      prerequisites: [{ outcome: 'broken' }],
    });
  });

  it('says for each rule up to the one that won whether its condition holds and whom its rollout includes', () => {
    const rules = [
      aRule({ id: 'belgium', condition: { not: IN_NL } }),
      aRule({ id: 'few', condition: IN_NL, rollout: 0.001 }),
      aRule({ id: 'all', condition: IN_NL }),
      aRule({ id: 'later' }),
    ];
    const { trace } = explanationOf({ flag: aFlag({ rules }), context: { userId: 'ada', country: 'NL' } });
    expect(trace.slice(10)).toMatchObject([
      {
        ...{ layer: 'rule', ruleId: 'belgium', outcome: 'passed', condition: { holds: false } },
        detail:
          'its condition does not hold: country is "NL", which is one of "NL", and the rule requires the opposite',
      },
      {
        ...{ layer: 'rule', ruleId: 'few', outcome: 'passed', condition: { holds: true } },
        detail: `its condition holds; 0.001% excludes bucket ${bucket} of 100000`,
        ...{ percentage: 0.001, basis: 'hash', bucket },
      },
      {
        ...{ layer: 'rule', ruleId: 'all', outcome: 'won', condition: { holds: true } },
        detail: 'its condition holds; 100% includes everyone',
        ...{ percentage: 100, basis: 'everyone' },
      },
      { layer: 'rule', ruleId: 'later', ...NOT_REACHED },
      { layer: 'rollout', ...NOT_REACHED },
      { layer: 'otherwise', ...NOT_REACHED },
    ]);
  });

  it('ends with off if nothing includes the context', () => {
    const { trace, reason } = explanationOf({ flag: aFlag({ rollout: aRollout(0) }) });
    expect(reason).toBe('DEFAULT');
    expect(trace.slice(-2)).toEqual([
      { layer: 'rollout', outcome: 'passed', detail: '0% excludes everyone', percentage: 0, basis: 'no one' },
      { layer: 'otherwise', outcome: 'won', detail: 'off' },
    ]);
  });

  it('contains the current percentage of a ramp', () => {
    const schedule = {
      kind: 'ramp' as const,
      from: 0,
      to: 100,
      startAt: '2027-01-01T00:00:00Z',
      endAt: '2027-01-02T00:00:00Z',
    };
    const explanation = explanationOf({
      flag: aFlag({ rollout: aRollout(0, { schedule }) }),
      context: { userId: 'ada' },
    });
    expect(stepOf(explanation, 'rollout')).toMatchObject({ percentage: 50, bucket });
  });

  it('says that ids are not valid', () => {
    const explanation = explanationOf({ flag: aFlag(), context: { userId: '' } });
    expect(stepOf(explanation, 'context')).toEqual({
      layer: 'context',
      outcome: 'won',
      detail: 'userId, sessionId and testRunId must be text of 1 to 255 characters',
    });
  });

  it('is empty if the flag does not exist or is broken', () => {
    const broken = aFlag({ rules: [aRule({ condition: { segment: 'nowhere' } })] });
    const ruleset = compiled({ flags: [broken] });
    expect(explain(ruleset, 'none', {}, { now: NOW })).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', trace: [] });
    expect(explain(ruleset, 'flag', {}, { now: NOW })).toMatchObject({ errorCode: 'FLAG_BROKEN', trace: [] });
  });

  it('says that the context cannot be read', () => {
    const context = {
      get country(): string {
        throw new Error('no');
      },
    };
    const { trace, ...answer } = explanationOf({
      flag: aFlag({ rules: [aRule({ condition: IN_NL })] }),
      context,
    });
    expect(answer).toMatchObject({
      enabled: false,
      errorCode: 'INVALID_CONTEXT',
      errorMessage: 'the context cannot be read',
    });
    expect(trace).toEqual([{ layer: 'context', outcome: 'won', detail: 'the context cannot be read' }]);
  });
});
