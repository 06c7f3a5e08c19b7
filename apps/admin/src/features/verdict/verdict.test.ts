import type { Explanation, Override } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRule,
  aSessionOverride,
  aSplit,
  aTextFlag,
  aUserOverride,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test-ask.ts';
import { stepSentence, stepTitle, toneOf } from './step-words.ts';
import { noEffectReason, standingOf, verdictOf } from './verdict.ts';

const PARENT_OFF = aFlag({ key: 'parent', enabled: false });
const needsParent = (fields: Parameters<typeof aFlag>[0] = {}) =>
  aFlag({ ...fields, prerequisites: [{ flagKey: 'parent', variants: ['on'] }] });

describe('verdictOf', () => {
  it('reports a failed prerequisite, which leaves all overrides without effect', () => {
    const [user, global] = [aUserOverride(), aGlobalOverride()];
    const { explanation } = ask({ flags: [PARENT_OFF, needsParent()], overrides: [user, global] });
    expect(verdictOf(explanation)).toEqual({
      ...{ isOn: false, value: false, variant: 'off', layer: 'prerequisites' },
      sentence: '"parent" returns off, but must return on, so the flag is off.',
    });
    for (const { id } of [user, global]) {
      expect(standingOf(explanation, id)).toBe('shadowed');
      expect(noEffectReason(explanation, id)).toBe('"parent" returns off, but must return on, so the flag is off.');
    }
  });

  it.each<[string, Parameters<typeof aFlag>[0], readonly Override[]]>([
    ['The flag is disabled, so it is off for everyone.', { enabled: false }, [aUserOverride(), aGlobalOverride()]],
    ['The flag is archived, so it is off for everyone.', { archived: true }, [aGlobalOverride()]],
    ['The flag has expired, so it is off for everyone.', { expiresAt: '2026-01-01T00:00:00Z' }, [aUserOverride()]],
    ['The emergency override decides.', { enabled: false }, [anEmergencyOverride()]],
    ['The user override decides.', {}, [aUserOverride()]],
    ['The user is excluded by an override.', {}, [aUserOverride({ overrideType: 'exclude' }), aGlobalOverride()]],
    ['The global override decides.', {}, [aGlobalOverride()]],
    ['The global override is number, the flag is boolean.', {}, [aGlobalOverride({ value: 7 })]],
    ['The rollout decides: 100% includes everyone.', {}, []],
    ['No rule and no rollout includes this context: 0% excludes everyone.', { rollout: 0 }, []],
    ['Rule 1: For friends decides.', { rules: [aRule({ description: 'For friends' })] }, []],
  ])('explains: %s', (sentence, fields, overrides) => {
    const { explanation, rules } = ask({ flags: [aFlag(fields)], overrides });
    expect(verdictOf(explanation, rules as never).sentence).toBe(sentence);
  });

  it('explains a split of a rule, an invalid context and a broken flag', () => {
    const rule = aRule({ serve: aSplit({ green: 1 }) });
    const { explanation, rules } = ask({ flags: [aTextFlag({ rules: [rule] })], overrides: [] });
    expect(verdictOf(explanation, rules as never).sentence).toBe('Rule 1 decides, and its split chooses.');
    const invalid = ask({ flags: [aFlag()], overrides: [], context: { userId: '' } });
    expect(verdictOf(invalid.explanation).sentence).toMatch(/^UserId, .* characters, so the flag is off\.$/);
    const broken = ask({ flags: [aFlag({ rules: [aRule({ condition: { segment: 'nowhere' } })] })], overrides: [] });
    expect(verdictOf(broken.explanation)).toMatchObject({
      layer: undefined,
      sentence: 'There is no segment "nowhere".',
    });
  });
});

describe('standingOf', () => {
  it('distinguishes expired, forbidden and unrelated overrides', () => {
    const expired = aUserOverride({ expiresAt: '2026-01-01T00:00:00Z' });
    const session = aSessionOverride({ value: true });
    const other = aUserOverride({ target: 'grace' });
    const { explanation } = ask({
      ...{ flags: [aFlag()], overrides: [expired, session, other], permitsSessionOverrides: false },
      context: { userId: 'ada', sessionId: 'session-1' },
    });
    expect([expired, session, other].map(({ id }) => standingOf(explanation, id))).toEqual([
      'expired',
      'forbidden',
      'none',
    ]);
    expect([expired, session, other].map(({ id }) => noEffectReason(explanation, id))).toEqual([
      'It has expired.',
      'This environment does not permit session overrides.',
      undefined,
    ]);
    expect(standingOf(undefined, expired.id)).toBe('none');
  });
});

describe('a step', () => {
  const stepAt = ({ trace }: Explanation, layer: string) => trace.find((step) => step.layer === layer) as never;

  it('names a rule by position and description, and a removed rule by id', () => {
    const rule = aRule({ id: 'friends', description: 'Friends first' });
    const { explanation } = ask({ flags: [aFlag({ rules: [rule] })], overrides: [] });
    expect(stepTitle(stepAt(explanation, 'rule'), [rule] as never)).toBe('Rule 1: Friends first');
    expect(stepTitle(stepAt(explanation, 'rule'), [])).toBe('Rule friends');
  });

  it('reports whether an override decides, would apply or has expired', () => {
    const sentence = (overrides: readonly Override[]) =>
      stepSentence(stepAt(ask({ flags: [aFlag()], overrides }).explanation, 'global'));
    const expired = aGlobalOverride({ expiresAt: '2026-01-01T00:00:00Z' });
    expect(sentence([aGlobalOverride()])).toBe('It decides, regardless of the layers below.');
    expect(sentence([aGlobalOverride(), aUserOverride()])).toBe(
      'A layer above decides; otherwise this override would apply.',
    );
    expect(sentence([expired])).toBe('There was an override, but it has expired.');
    expect(sentence([])).toBe('No global override.');
  });

  it('does not mark a failed prerequisite as a success', () => {
    const { explanation } = ask({ flags: [PARENT_OFF, needsParent()], overrides: [] });
    expect(toneOf(stepAt(explanation, 'prerequisites'))).toBe('stops');
    expect(toneOf(stepAt(explanation, 'rollout'))).toBe('not reached');
  });
});
