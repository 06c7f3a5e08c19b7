import { TraceStep, type Explanation } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aSessionOverride,
  aSplit,
  aTextFlag,
  aUserOverride,
  NOW,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { explain } from './evaluate.ts';
import { bucketOf, hashOf } from './hash.ts';
import { compiled, explanationOf } from './test-evaluate.ts';

const stepOf = (explanation: Explanation, layer: TraceStep['layer']) =>
  explanation.trace.find((step) => step.layer === layer);
const IN_NL = { attribute: 'country', operator: 'in' as const, values: ['NL'] };
const bucket = bucketOf(hashOf('murmur3', 'flag', 'ada'));

describe('B.4 the trace of an answer', () => {
  it('says of each layer, in order, what it found', () => {
    const { trace } = explanationOf({ flag: aFlag({ rollout: 99.999 }), context: { userId: 'ada' } });
    expect(trace).toEqual([
      { layer: 'emergency', outcome: 'passed', detail: 'no emergency override' },
      { layer: 'context', outcome: 'passed', detail: 'the ids are valid' },
      { layer: 'session', outcome: 'passed', detail: 'the environment does not permit session overrides' },
      { layer: 'testing', outcome: 'passed', detail: 'no override for this context' },
      { layer: 'kill switch', outcome: 'passed', detail: 'the flag is enabled' },
      { layer: 'expiry', outcome: 'passed', detail: 'the flag does not expire' },
      { layer: 'prerequisites', outcome: 'passed', detail: 'the flag has no prerequisites' },
      { layer: 'user exclude', outcome: 'passed', detail: 'no override for this context' },
      { layer: 'user include', outcome: 'passed', detail: 'no override for this context' },
      { layer: 'global', outcome: 'passed', detail: 'no global override' },
      {
        layer: 'rollout',
        outcome: 'won',
        detail: `99.999 % includes bucket ${bucket} of 100,000`,
        percentage: 99.999,
        bucket,
      },
    ]);
  });

  it('is made of steps as the contract has them', () => {
    const { trace } = explanationOf({
      flag: aFlag({ rules: [aRule()], expiresAt: '2028-01-01T00:00:00Z' }),
      overrides: [aGlobalOverride()],
    });
    for (const step of trace) expect(TraceStep.parse(step)).toEqual(step);
  });

  it('names the override that won: who set it, why, until when, with which priority', () => {
    const override = aSessionOverride({ createdBy: 'linus', reason: 'to try it', value: false });
    const explanation = explanationOf({
      flag: aFlag(),
      context: { sessionId: 'session-1' },
      permitsSessionOverrides: true,
      overrides: [override],
    });
    expect(stepOf(explanation, 'session')).toEqual({
      layer: 'session',
      outcome: 'won',
      detail: 'set by linus: to try it',
      priority: 200,
      overrideId: override.id,
      createdBy: 'linus',
      reason: 'to try it',
      expiresAt: '2027-01-02T12:00:00Z',
    });
    expect(explanation).toMatchObject({ enabled: false, layer: 'session', overrideId: override.id });
  });

  it('names those that it shadows, and says that one has expired', () => {
    const emergency = anEmergencyOverride({ reason: 'database on fire' });
    const user = aUserOverride({ createdBy: 'linus', reason: 'a friend', expiresAt: '2027-06-01T00:00:00Z' });
    const global = aGlobalOverride({ expiresAt: '2027-01-01T00:00:00Z' });
    const explanation = explanationOf({
      flag: aFlag(),
      context: { userId: 'ada' },
      overrides: [global, user, emergency],
    });
    expect(explanation.trace.filter((step) => 'overrideId' in step)).toEqual([
      {
        layer: 'emergency',
        outcome: 'won',
        detail: 'set by grace: database on fire',
        priority: 1000,
        overrideId: emergency.id,
        createdBy: 'grace',
        reason: 'database on fire',
        expiresAt: null,
      },
      {
        layer: 'user include',
        outcome: 'shadowed',
        detail: 'set by linus: a friend',
        priority: 100,
        overrideId: user.id,
        createdBy: 'linus',
        reason: 'a friend',
        expiresAt: '2027-06-01T00:00:00Z',
      },
      {
        layer: 'global',
        outcome: 'passed',
        detail: 'expired; set by grace',
        priority: 50,
        overrideId: global.id,
        createdBy: 'grace',
        reason: null,
        expiresAt: '2027-01-01T00:00:00Z',
      },
    ]);
  });

  it('says why a flag is off: disabled, archived, expired, or what it requires', () => {
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
      detail: '"parent" gives on, not off or no variant',
    });
    expect(required('nowhere', ['on'])).toMatchObject({ outcome: 'won', detail: 'there is no flag "nowhere"' });
  });

  it('says that a required flag cannot be evaluated', () => {
    const parent = aFlag({ key: 'parent', rules: [aRule({ condition: { segment: 'nowhere' } })] });
    const flag = aFlag({ prerequisites: [{ flagKey: 'parent', variants: ['on'] }] });
    expect(stepOf(explanationOf({ flag, flags: [parent] }), 'prerequisites')?.detail).toBe(
      '"parent" cannot be evaluated',
    );
  });

  it('says of each rule up to the one that won whether its condition held and whom its rollout includes', () => {
    const rules = [
      aRule({ id: 'belgium', condition: { not: IN_NL } }),
      aRule({ id: 'few', condition: IN_NL, rollout: 0.001 }),
      aRule({ id: 'all', condition: IN_NL }),
      aRule({ id: 'later' }),
    ];
    const { trace } = explanationOf({ flag: aFlag({ rules }), context: { userId: 'ada', country: 'NL' } });
    expect(trace.slice(10)).toEqual([
      { layer: 'rule', ruleId: 'belgium', outcome: 'passed', detail: 'its condition does not hold' },
      {
        layer: 'rule',
        ruleId: 'few',
        outcome: 'passed',
        detail: `its condition holds; 0.001 % excludes bucket ${bucket} of 100,000`,
        percentage: 0.001,
        bucket,
      },
      {
        layer: 'rule',
        ruleId: 'all',
        outcome: 'won',
        detail: 'its condition holds; 100 % includes this context without a hash',
        percentage: 100,
      },
    ]);
  });

  it('says which variant a split chose', () => {
    const flag = aTextFlag({ split: aSplit({ green: 1 }) });
    expect(stepOf(explanationOf({ flag }), 'rollout')?.detail).toBe(
      '100 % includes this context without a hash; its split chooses "green"',
    );
  });

  it('ends with off where nothing includes the context', () => {
    const { trace, reason } = explanationOf({ flag: aFlag({ rollout: aRollout(0) }) });
    expect(reason).toBe('DEFAULT');
    expect(trace.slice(-2)).toEqual([
      { layer: 'rollout', outcome: 'passed', detail: '0 % excludes this context without a hash', percentage: 0 },
      { layer: 'otherwise', outcome: 'won', detail: 'off' },
    ]);
  });

  it('says how far a ramp is', () => {
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

  it('is empty where there is no such flag, and where it is broken', () => {
    const broken = aFlag({ rules: [aRule({ condition: { segment: 'nowhere' } })] });
    const ruleset = compiled({ flags: [broken] });
    expect(explain(ruleset, 'none', {}, { now: NOW })).toMatchObject({ errorCode: 'FLAG_NOT_FOUND', trace: [] });
    expect(explain(ruleset, 'flag', {}, { now: NOW })).toMatchObject({ errorCode: 'FLAG_BROKEN', trace: [] });
  });

  it('says so where the context cannot be read', () => {
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
