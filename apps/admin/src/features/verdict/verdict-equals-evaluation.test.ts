import type { Condition, Evaluation, FlagConfig } from '@burgee/contracts';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRule,
  aSessionOverride,
  aTestingOverride,
  aTextFlag,
  aUserOverride,
} from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test-ask.ts';
import { stepSentence, stepTitle, toneOf } from './step-words.ts';
import { noEffectReason, standingOf, type Verdict, verdictOf } from './verdict.ts';

describe('a verdict', () => {
  const expiresAt = fc.constantFrom(null, '2027-01-01T06:00:00Z', '2027-01-02T00:00:00Z');
  const base = fc.record({
    enabled: fc.constantFrom(true, true, true, false),
    archived: fc.constantFrom(false, false, false, true),
    expiresAt,
    rollout: fc.constantFrom(0, 1, 50, 100),
    rules: fc.array(
      fc
        .record({
          condition: fc.constantFrom<Condition>({ all: [] }, { attribute: 'userId', operator: 'in', values: ['ada'] }),
          rollout: fc.constantFrom(0, 50, 100),
        })
        .map((fields) => aRule(fields)),
      { maxLength: 2 },
    ),
  });
  const requires = fc.constantFrom<(string | null)[]>([], ['on'], ['off', null], [null]);
  const flags = fc.tuple(base, base, requires, fc.boolean()).map(([parent, own, variants, isText]) => {
    const prerequisites = variants.length === 0 ? [] : [{ flagKey: 'parent', variants }];
    const serve = (rules: typeof own.rules) => rules.map((rule, index) => ({ ...rule, id: `r${index}` }));
    const first = isText
      ? aTextFlag({ key: 'parent', ...parent, rules: [], offVariant: null })
      : aFlag({ key: 'parent', ...parent, rules: serve(parent.rules) });
    return [first, aFlag({ ...own, rules: serve(own.rules), prerequisites })];
  });
  const flagKey = fc.constantFrom('flag', 'flag', 'parent');
  const value = fc.constantFrom(true, false, 'purple');
  const ends = fc.constantFrom('2027-01-01T06:00:00Z', '2027-01-02T00:00:00Z');
  const overrideType = fc.constantFrom('include' as const, 'exclude' as const);
  const overrides = fc
    .tuple(
      fc.option(
        fc.record({ flagKey, value }).map((fields) => anEmergencyOverride(fields)),
        { freq: 5 },
      ),
      fc.option(fc.record({ flagKey, value, expiresAt: ends }).map((fields) => aSessionOverride(fields))),
      fc.option(fc.record({ flagKey, value, expiresAt: ends }).map((fields) => aTestingOverride(fields))),
      fc.option(fc.record({ flagKey, expiresAt, overrideType }).map((fields) => aUserOverride(fields))),
      fc.option(fc.record({ flagKey, value, expiresAt }).map((fields) => aGlobalOverride(fields))),
    )
    .map((all) => all.filter((override) => override !== null));
  const context = fc.record(
    {
      userId: fc.constantFrom('ada', 'ada', 'grace', ''),
      sessionId: fc.constant('session-1'),
      testRunId: fc.constant('run-1'),
    },
    { requiredKeys: [] },
  );
  const given = fc.record({ flags, overrides, context, permitsSessionOverrides: fc.boolean() });

  /** The layers that an evaluation's reason, override and rule can stand for. */
  function possibleLayers({ reason, layer, ruleId, errorCode }: Evaluation): (Verdict['layer'] | 'user')[] {
    if (layer) return layer === 'user' ? ['user exclude', 'user include'] : [layer];
    if (errorCode) return ['context'];
    if (ruleId) return ['rule'];
    const byReason: Partial<Record<Evaluation['reason'], Verdict['layer'][]>> = {
      DISABLED: ['kill switch'],
      EXPIRED: ['expiry'],
      PREREQUISITE_FAILED: ['prerequisites'],
      DEFAULT: ['otherwise'],
      STATIC: ['rollout'],
      SPLIT: ['rollout', 'otherwise'],
    };
    return byReason[reason] ?? [];
  }

  it('verdict equals evaluation: on or off, value, variant and the layer that decides', () => {
    fc.assert(
      fc.property(given, (given) => {
        const { answer, explanation, rules } = ask(given);
        const verdict = verdictOf(explanation, rules);
        expect(verdict).toMatchObject({ isOn: answer.enabled, value: answer.value, variant: answer.variant });
        expect(possibleLayers(answer)).toContain(verdict.layer);
        expect(verdict.sentence).toMatch(/^[A-Z"].*\.$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('verdict equals evaluation: an override wins if and only if the evaluation names it, and every other one has a reason', () => {
    fc.assert(
      fc.property(given, (given) => {
        const { answer, explanation } = ask(given);
        for (const { id, flagKey } of given.overrides) {
          const standing = standingOf(explanation, id);
          expect(standing === 'wins').toBe(answer.overrideId === id);
          if (flagKey === 'parent') expect(standing).toBe('none');
          expect(noEffectReason(explanation, id) === undefined).toBe(standing === 'wins' || standing === 'none');
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('verdict equals evaluation: a shadowed override would apply if nothing above it decided', () => {
    fc.assert(
      fc.property(given, (given) => {
        const { explanation } = ask(given);
        for (const override of given.overrides) {
          if (standingOf(explanation, override.id) !== 'shadowed') continue;
          const [parent, own] = given.flags as [FlagConfig, FlagConfig];
          const freed = { ...own, enabled: true, archived: false, expiresAt: null, prerequisites: [] };
          const rest = given.overrides.filter(
            (one) => one === override || one.flagKey !== override.flagKey || one.priority < override.priority,
          );
          const context = given.context.userId === '' ? { ...given.context, userId: undefined } : given.context;
          const { answer } = ask({ ...given, flags: [parent, freed], overrides: rest, context: context });
          expect(answer.overrideId).toBe(override.id);
        }
      }),
    );
  });

  it('has a title, a sentence and a tone for every step', () => {
    fc.assert(
      fc.property(given, (given) => {
        const { explanation, rules } = ask(given);
        const tones = explanation.trace.map((step) => {
          expect(stepTitle(step, rules as never)).not.toBe('');
          expect(stepSentence(step)).toMatch(/^[A-Z0-9"].*\.$/);
          return toneOf(step);
        });
        const decided = tones.filter((tone) => tone === 'decides' || tone === 'stops');
        expect(decided).toHaveLength(explanation.trace.length === 0 ? 0 : 1);
        if (decided[0] === 'stops') expect(explanation.enabled).toBe(false);
      }),
    );
  });
});
