import type { Evaluation, EvaluationContext, FlagConfig, VariantKey } from '@burgee/contracts';
import { compileRuleset, overridesFor } from '@burgee/evaluator';
import {
  aFlag,
  anEmergencyOverride,
  aRollout,
  aRule,
  aRuleset,
  aSplit,
  aTextFlag,
  aUserOverride,
  NOW,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { ofrepAnswer, type OfrepScope } from './answer.ts';
import { contextFromOpenFeature } from './context.ts';
import { ofrepFlag } from './evaluate.ts';

type Setup = Parameters<typeof aRuleset>[0] & { readonly scope?: OfrepScope; readonly users?: object[] };

/** The answer for one flag. */
function answerOf(flag: FlagConfig, given: EvaluationContext, { scope = 'full', users = [], ...fields }: Setup = {}) {
  const ruleset = compileRuleset({ ...aRuleset(fields), flags: [flag] });
  const context = contextFromOpenFeature(given);
  const options = {
    now: NOW,
    overrides: overridesFor(
      users.map((user) => aUserOverride({ flagKey: flag.key, ...user })),
      context,
    ),
  };
  return ofrepFlag({ ruleset, context, options, scope }, flag.key).answer;
}

const ann = { targetingKey: 'ann' };
const staff = aRule({ id: 'staff', condition: { attribute: 'userId', operator: 'in', values: ['ann'] } });

describe('an answer over OFREP', () => {
  it.each([
    ['STATIC', aFlag(), {}],
    ['SPLIT', aFlag({ rollout: 50 }), { bucket: expect.any(Number) as number }],
    ['TARGETING_MATCH', aFlag({ rollout: 0, rules: [staff] }), { ruleId: 'staff' }],
    ['DEFAULT', aFlag({ rollout: 0 }), {}],
    ['DISABLED', aFlag({ enabled: false }), {}],
    ['DISABLED', aFlag({ expiresAt: '2027-01-01T00:00:00Z' }), {}],
    ['DEFAULT', aFlag({ prerequisites: [{ flagKey: 'other', variants: ['on'] }] }), {}],
  ])('has the reason %s of the standard, and says what decided', (reason, flag, facts) => {
    expect(answerOf(flag, ann)).toMatchObject({ key: 'flag', reason, metadata: { version: 1, ...facts } });
  });

  it('calls an override a match of targeting, and names its layer', () => {
    const stopped = { overrides: [anEmergencyOverride({ flagKey: 'flag', value: false })] };
    expect(answerOf(aFlag(), ann, stopped)).toEqual({
      ...{ key: 'flag', reason: 'TARGETING_MATCH', value: false, variant: 'off' },
      metadata: { version: 1, layer: 'emergency' },
    });
    const included = { users: [{ target: 'ann', overrideType: 'include' }] };
    expect(answerOf(aFlag({ rollout: 0 }), ann, included)).toMatchObject({ value: true, metadata: { layer: 'user' } });
  });

  it('without the right to see targeting has the version alone', () => {
    for (const flag of [aFlag({ rollout: 50 }), aFlag({ rollout: 0, rules: [staff] })]) {
      expect(answerOf(flag, ann, { scope: 'public' })).toMatchObject({ metadata: { version: 1 } });
      expect(Object.keys(answerOf(flag, ann, { scope: 'public' }).metadata)).toEqual(['version']);
    }
  });

  it('omits value and variant where the default of the caller applies', () => {
    const off = answerOf(aTextFlag({ enabled: false, offVariant: null }), ann);
    expect(off).toEqual({ key: 'flag', reason: 'DISABLED', metadata: { version: 1 } });
  });

  it('has no variant for a value that is none of the variants', () => {
    const own = { users: [{ target: 'ann', overrideType: 'include', value: 'purple' }] };
    expect(answerOf(aTextFlag(), ann, own)).toEqual({
      ...{ key: 'flag', reason: 'TARGETING_MATCH', value: 'purple' },
      metadata: { version: 1, layer: 'user' },
    });
  });

  it.each([[''], ['x'.repeat(256)], [7], [null], [{}]])(
    'for an invalid targeting key (case %#) is the error INVALID_CONTEXT',
    (targetingKey) => {
      const given = { targetingKey } as unknown as EvaluationContext;
      expect(answerOf(aFlag(), given)).toMatchObject({ key: 'flag', errorCode: 'INVALID_CONTEXT' });
    },
  );

  it('of a broken flag is an error, whose details only those see who may see targeting', () => {
    const broken = { ...aFlag(), onVariant: 'nothing' as VariantKey };
    const details = (scope: OfrepScope) => answerOf(broken, ann, { scope });
    expect(details('full')).toMatchObject({ errorCode: 'GENERAL', errorDetails: 'there is no variant "nothing"' });
    expect(details('public')).toMatchObject({ errorCode: 'GENERAL', errorDetails: expect.stringContaining('repair') });
    expect(JSON.stringify(details('public'))).not.toContain('nothing');
  });

  it('of an unknown flag is the error FLAG_NOT_FOUND', () => {
    const unknown: Evaluation = { key: 'x', enabled: false, reason: 'ERROR', version: 1 as Evaluation['version'] };
    expect(ofrepAnswer({ ...unknown, errorCode: 'FLAG_NOT_FOUND' }, 'public')).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect(ofrepAnswer(unknown, 'full')).toMatchObject({ errorCode: 'GENERAL' });
  });
});

describe('a context without a targeting key', () => {
  const missing = { key: 'flag', errorCode: 'TARGETING_KEY_MISSING', metadata: { version: 1 } };
  const half = (fields: Parameters<typeof aRollout>[1] = {}) => aRollout(50, fields);
  const colors = (fields: Parameters<typeof aSplit>[1] = {}) => aSplit({ blue: 1, green: 1 }, fields);
  const everyone = { all: [] };

  it.each([
    ['a rollout', aFlag({ rollout: half() })],
    ['a split', aTextFlag({ split: colors() })],
    ['the rollout of a rule', aFlag({ rules: [aRule({ condition: everyone, rollout: half() })] })],
    ['the split of a rule', aTextFlag({ rules: [aRule({ condition: everyone, serve: colors() })] })],
  ])('is an error of a flag where %s hashes it', (_case, flag) => {
    expect(answerOf(flag, { plan: 'pro' })).toMatchObject(missing);
    expect(answerOf(flag, { plan: 'pro', targetingKey: 'ann' })).not.toHaveProperty('errorCode');
  });

  it.each([
    ['everyone has', aFlag()],
    ['no one has', aFlag({ rollout: 0, split: aSplit({ on: 1, off: 1 }) })],
    ['is off', aFlag({ rollout: 50, enabled: false })],
    ['leaves such contexts out', aFlag({ rollout: half({ missing: 'excluded' }) })],
    ['draws for such contexts', aFlag({ rollout: half({ missing: 'random' }) })],
    ['draws a variant for such contexts', aTextFlag({ split: colors({ missing: 'random' }) })],
    ['hashes the plan', aFlag({ rollout: half({ bucketBy: ['plan'] }) })],
    ['hashes the plan without a targeting key', aFlag({ rollout: half({ bucketBy: ['userId', 'plan'] }) })],
    ['hashes a number', aFlag({ rollout: half({ bucketBy: ['userId', 'seats'] }) })],
    ['hashes a boolean', aFlag({ rollout: half({ bucketBy: ['userId', 'beta'] }) })],
    ['hashes another attribute that is missing', aFlag({ rollout: half({ bucketBy: ['team'] }) })],
    ['matches a rule for everyone', aFlag({ rollout: 50, rules: [aRule({ condition: everyone })] })],
    [
      'excludes it by the hash of the plan',
      aFlag({ rollout: 0, rules: [aRule({ rollout: aRollout(0.001, { bucketBy: ['plan'] }) })] }),
    ],
  ])('is not an error of a flag that %s', (_case, flag) => {
    expect(answerOf(flag, { plan: 'pro', seats: 7, beta: false })).not.toHaveProperty('errorCode');
  });

  it('is not an error of an override', () => {
    const overrides = [anEmergencyOverride({ flagKey: 'flag', value: true })];
    expect(answerOf(aFlag({ rollout: 50 }), {}, { overrides })).not.toHaveProperty('errorCode');
  });

  it('is not an error if the context has our name for it', () => {
    expect(answerOf(aFlag({ rollout: 50 }), { userId: 'ann' })).not.toHaveProperty('errorCode');
  });

  it('takes an empty text for no id, as the evaluator does', () => {
    const rollout = half({ bucketBy: ['userId', 'plan'] });
    expect(answerOf(aFlag({ rollout }), { plan: '' })).toMatchObject(missing);
  });
});

it('the targeting key takes precedence over an attribute with our name for it', () => {
  expect(contextFromOpenFeature({ userId: 'ben', plan: 'pro', targetingKey: 'ann' })).toEqual({
    userId: 'ann',
    plan: 'pro',
  });
  expect(contextFromOpenFeature({ plan: 'pro' })).toEqual({ plan: 'pro' });
});

it('a key that the ruleset does not have is an error', () => {
  const ruleset = compileRuleset(aRuleset());
  const { answer } = ofrepFlag({ ruleset, context: {}, options: { now: NOW }, scope: 'full' }, 'x');
  expect(answer).toMatchObject({ key: 'x', errorCode: 'FLAG_NOT_FOUND' });
});
