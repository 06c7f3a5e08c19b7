import type { Evaluation, Override, TraceStep } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRule,
  aSessionOverride,
  aTestingOverride,
  aUserOverride,
  NOW,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { answerOf, explanationOf } from './test-evaluate.ts';

/** The state of each layer. The table must hold for every combination. */
type Situation = {
  emergency: boolean;
  invalidContext: boolean;
  session: 'absent' | 'not permitted' | 'permitted';
  testing: boolean;
  kill: 'enabled' | 'disabled' | 'archived';
  expired: boolean;
  prerequisiteFails: boolean;
  user: 'absent' | 'exclude' | 'include';
  global: boolean;
  rule: boolean;
  rollout: boolean;
};

/** The table of evaluation.md: each layer, when it decides, and its result. */
const TABLE: readonly (readonly [TraceStep['layer'], (s: Situation) => boolean, Partial<Evaluation>])[] = [
  ['emergency', (s) => s.emergency, { value: 'by emergency', reason: 'OVERRIDE', layer: 'emergency' }],
  ['context', (s) => s.invalidContext, { value: 'off', reason: 'ERROR', errorCode: 'INVALID_CONTEXT' }],
  ['session', (s) => s.session === 'permitted', { value: 'by session', reason: 'OVERRIDE', layer: 'session' }],
  ['testing', (s) => s.testing, { value: 'by testing', reason: 'OVERRIDE', layer: 'testing' }],
  ['kill switch', (s) => s.kill !== 'enabled', { value: 'off', reason: 'DISABLED' }],
  ['expiry', (s) => s.expired, { value: 'off', reason: 'EXPIRED' }],
  ['prerequisites', (s) => s.prerequisiteFails, { value: 'off', reason: 'PREREQUISITE_FAILED' }],
  ['user exclude', (s) => s.user === 'exclude', { value: 'off', reason: 'OVERRIDE', layer: 'user' }],
  ['user include', (s) => s.user === 'include', { value: 'by user', reason: 'OVERRIDE', layer: 'user' }],
  ['global', (s) => s.global, { value: 'by global', reason: 'OVERRIDE', layer: 'global' }],
  ['rule', (s) => s.rule, { value: 'by rule', reason: 'TARGETING_MATCH', ruleId: 'rule' as Evaluation['ruleId'] }],
  ['rollout', (s) => s.rollout, { value: 'on', reason: 'STATIC' }],
  ['otherwise', () => true, { value: 'off', reason: 'DEFAULT' }],
];

const EACH: { [K in keyof Situation]: readonly Situation[K][] } = {
  emergency: [false, true],
  invalidContext: [false, true],
  session: ['absent', 'not permitted', 'permitted'],
  testing: [false, true],
  kill: ['enabled', 'disabled', 'archived'],
  expired: [false, true],
  prerequisiteFails: [false, true],
  user: ['absent', 'exclude', 'include'],
  global: [false, true],
  rule: [false, true],
  rollout: [false, true],
};

function allSituations(): Situation[] {
  return Object.entries(EACH).reduce<object[]>(
    (situations, [name, values]) => situations.flatMap((some) => values.map((value) => ({ ...some, [name]: value }))),
    [{}],
  ) as Situation[];
}

/** Overrides below the layer that decides are shadowed; other layers below it are not reached. */
const OVERRIDE_LAYERS: ReadonlySet<string> = new Set([
  ...['emergency', 'session', 'testing', 'user exclude', 'user include', 'global'],
]);

const VALID = { sessionId: 'session-1', testRunId: 'run-1', userId: 'ada' };
const INVALID = { ...VALID, userId: '' };

const NEVER = aFlag({ key: 'never', rollout: 0 });
const RULE = aRule({ serve: 'rule' });
const FLAG = aFlag({
  type: 'string',
  variants: { on: 'on', off: 'off', rule: 'by rule' },
  prerequisites: [{ flagKey: 'never', variants: ['on'] }],
});
const OVERRIDES = {
  emergency: anEmergencyOverride({ value: 'by emergency' }),
  session: aSessionOverride({ value: 'by session' }),
  testing: aTestingOverride({ value: 'by testing' }),
  include: aUserOverride({ value: 'by user' }),
  exclude: aUserOverride({ overrideType: 'exclude' }),
  global: aGlobalOverride({ value: 'by global' }),
};

function given(situation: Situation): Parameters<typeof answerOf>[0] {
  const { emergency, session, testing, user, global } = situation;
  const overrides: (Override | false)[] = [
    emergency && OVERRIDES.emergency,
    session !== 'absent' && OVERRIDES.session,
    testing && OVERRIDES.testing,
    user !== 'absent' && OVERRIDES[user],
    global && OVERRIDES.global,
  ];
  return {
    flag: {
      ...FLAG,
      enabled: situation.kill !== 'disabled',
      archived: situation.kill === 'archived',
      expiresAt: situation.expired ? '2027-01-01T12:00:00Z' : '2027-01-01T12:00:01Z',
      prerequisites: situation.prerequisiteFails ? FLAG.prerequisites : [],
      rules: situation.rule ? [RULE] : [],
      rollout: { ...FLAG.rollout, schedule: { kind: 'fixed', percentage: situation.rollout ? 100 : 0 } },
    },
    flags: [NEVER],
    overrides: overrides.filter((override) => override !== false),
    permitsSessionOverrides: session !== 'not permitted',
    context: situation.invalidContext ? INVALID : VALID,
    lookedUpFor: VALID,
  };
}

describe('the table of layers', () => {
  const situations = allSituations();
  const nameOf = ({ kill, user, session }: Situation) => `${kill}, user ${user}, session ${session}`;

  it('is tested with all combinations', () => expect(situations).toHaveLength(2 ** 8 * 3 ** 3));

  it.each([...new Set(situations.map(nameOf))])(
    'law 5 and 6: is the order of evaluate and explain, with %s',
    (name) => {
      for (const situation of situations.filter((each) => nameOf(each) === name)) {
        const applying = TABLE.filter(([, applies]) => applies(situation));
        const [winner, , answer] = applying[0] as (typeof TABLE)[number];
        const explanation = explanationOf(given(situation));
        const { trace, ...explained } = explanation;
        expect(explained, JSON.stringify(situation)).toMatchObject({ ...answer, key: 'flag', version: 1 });
        expect(answerOf(given(situation))).toEqual(explained);
        const hasNone = situation.session === 'absent' && !situation.testing && situation.user === 'absent';
        if (hasNone) expect(answerOf({ ...given(situation), lookedUpFor: undefined })).toEqual(explained);
        const present = TABLE.map(([layer]) => layer).filter((layer) => layer !== 'rule' || situation.rule);
        expect(trace.map((step) => step.layer)).toEqual(present);
        const below = present.indexOf(winner);
        const shadowed = applying.map(([layer]) => layer).filter((layer) => OVERRIDE_LAYERS.has(layer));
        expect(trace.map((step) => step.outcome)).toEqual(
          present.map((layer, place) => {
            if (place <= below) return place < below ? 'passed' : 'won';
            return shadowed.includes(layer) ? 'shadowed' : 'not reached';
          }),
        );
      }
    },
  );
});

describe('an override', () => {
  const timed = (expiresAt: string | null) => ({
    session: aSessionOverride({ expiresAt: expiresAt ?? '2099-01-01T00:00:00Z', value: true }),
    testing: aTestingOverride({ expiresAt: expiresAt ?? '2099-01-01T00:00:00Z', value: true }),
    user: aUserOverride({ expiresAt, value: true }),
    global: aGlobalOverride({ expiresAt, value: true }),
  });
  const isOn = (override: Override, now: number) =>
    answerOf({ flag: aFlag({ rollout: 0 }), context: VALID, overrides: [override], permitsSessionOverrides: true, now })
      .enabled;

  it.each(['session', 'testing', 'user', 'global'] as const)(
    'S400.7 of type %s no longer applies from its expiry on',
    (type) => {
      const override = timed('2027-01-01T12:00:00Z')[type];
      expect([NOW - 1, NOW, NOW + 1].map((now) => isOn(override, now))).toEqual([true, false, false]);
    },
  );

  it.each(['user', 'global'] as const)('S400.3 of type %s can apply indefinitely', (type) => {
    expect(isOn(timed(null)[type], Date.parse('2999-01-01'))).toBe(true);
  });

  it('S400.3 of type emergency never expires', () => {
    expect(isOn(anEmergencyOverride({ value: true }), Date.parse('2999-01-01'))).toBe(true);
  });

  it('that has expired lets the next layer decide', () => {
    const flag = aFlag({ rollout: 0 });
    const overrides = [
      aUserOverride({ overrideType: 'exclude', expiresAt: '2027-01-01T00:00:00Z' }),
      aGlobalOverride(),
    ];
    expect(answerOf({ flag, context: VALID, overrides })).toMatchObject({ enabled: true, layer: 'global' });
  });
});
