import type { Evaluation, FlagConfig, FlagKey, Override, VariantKey } from '@burgee/contracts';
import { compileRuleset, evaluateAll, overridesFor, publicEvaluation } from '@burgee/evaluator';
import { aFlag, anEmergencyOverride, aRule, aRuleset, aSplit, aTextFlag, aUserOverride, NOW } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeAnswers } from './write-answers.ts';

const byPlan = aRule({ condition: { attribute: 'plan', operator: 'in', values: ['pro'] }, rollout: 50 });

const stored = aRuleset({
  flags: [
    aFlag({ key: 'on' }),
    aFlag({ key: 'off', enabled: false }),
    aFlag({ key: 'half', rollout: 50 }),
    aFlag({ key: 'by-plan', rollout: 10, rules: [byPlan] }),
    aTextFlag({ key: 'split', split: aSplit({ control: 1, green: 1, blue: 2 }) }),
    aTextFlag({ key: 'nothing-when-off', enabled: false, offVariant: null }),
    aFlag({ key: '10' }),
    aFlag({ key: 'größe.😀' }),
    aFlag({ key: 'stopped' }),
  ],
  overrides: [anEmergencyOverride({ flagKey: 'stopped', value: false })],
});
const editedByHand: FlagConfig[] = [
  { ...aFlag({ rollout: 50 }), key: '__proto__' as FlagKey },
  { ...aFlag(), key: '"\u2028' as FlagKey },
  { ...aFlag({ key: 'broken' }), onVariant: 'unknown' as VariantKey },
];
const ruleset = compileRuleset({ ...stored, flags: [...stored.flags, ...editedByHand] });

const flagKey = fc.constantFrom(...ruleset.flags.keys());
/** Values of variants, other values, and values of the wrong type. */
const value = fc.constantFrom(true, false, 'green', 'purple', '', 7);
const overrides = fc.array(
  fc.tuple(flagKey, value).map(([flagKey, value]) => aUserOverride({ flagKey, target: 'ann', value })),
  { maxLength: 4 },
) as fc.Arbitrary<Override[]>;
const context = fc.record({
  userId: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('ann', 'bob') }, fc.constant(''), fc.string()),
  plan: fc.constantFrom('pro', 'free'),
});

/** The reference: `JSON.stringify` of each answer. */
const stringified = (answers: readonly Evaluation[]) =>
  `{${answers.map((answer) => `${JSON.stringify(answer.key)}:${JSON.stringify(publicEvaluation(answer))}`).join()}}`;

describe('the JSON of answers', () => {
  it('is that of JSON.stringify, however often a ruleset has answered', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(context, overrides, (context, overrides) => {
        const answers = evaluateAll(ruleset, context, { now: NOW, overrides: overridesFor(overrides, context) });
        const json = writeAnswers(ruleset, answers);
        expect(json).toBe(stringified(answers));
        for (const { reason, errorCode } of answers) seen.add(errorCode ?? reason);
      }),
      { numRuns: 500 },
    );
    expect([...seen].toSorted()).toEqual([
      'DISABLED',
      'FLAG_BROKEN',
      'INVALID_CONTEXT',
      'OVERRIDE',
      'SPLIT',
      'STATIC',
      'TARGETING_MATCH',
      'TYPE_MISMATCH',
    ]);
  });

  it('of another ruleset has the values of that ruleset', () => {
    const jsonOf = (value: string) => {
      const flag = aTextFlag({ variants: { a: value }, onVariant: 'a', offVariant: null });
      const ruleset = compileRuleset(aRuleset({ flags: [flag] }));
      return writeAnswers(ruleset, evaluateAll(ruleset, {}, { now: NOW }));
    };
    for (const value of ['red', 'blue']) expect(jsonOf(value)).toContain(`"value":"${value}"`);
  });

  it('of no flags is an empty object', () => {
    expect(writeAnswers(compileRuleset(aRuleset({ flags: [] })), [])).toBe('{}');
  });
});
