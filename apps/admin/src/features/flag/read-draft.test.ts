import { type Rule, type RuleInput, UpdateFlagInput, VariantKey } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOfFlag, draftOfRule } from './draft-of-flag.ts';
import { readDraft, ruleFromDraft } from './read-draft.ts';
import { renameVariant } from './rename-variant.ts';
import { aStoredFlag } from './test-flag.ts';

const percentage = fc.nat(100_000).map((thousandths) => thousandths / 1_000);
const instant = fc.nat(1_000_000).map((minutes) => new Date(minutes * 60_000 + 1.7e12).toISOString());
const schedule = fc.oneof(
  fc.record({ kind: fc.constant('fixed'), percentage }),
  fc.record({
    kind: fc.constant('steps'),
    steps: fc.array(fc.record({ at: instant, percentage }), { minLength: 1, maxLength: 4 }),
  }),
);
const serve = fc.oneof(
  fc.constant({ kind: 'variant', variant: 'on' }),
  fc.nat(100_000).map((weight) => ({
    kind: 'split',
    split: {
      weights: [
        { variant: 'on', weight },
        { variant: 'off', weight: 100_000 - weight },
      ].filter(({ weight }) => weight > 0),
    },
  })),
);
const rule = fc.record({
  id: fc.constant('r1'),
  description: fc.string({ maxLength: 30 }),
  condition: fc.constant({ all: [{ attribute: 'country', operator: 'in', values: ['DE'] }] }),
  rollout: fc.record({ schedule, missing: fc.constantFrom('included', 'excluded', 'random') }),
  serve,
});

describe('the draft of a rule', () => {
  it('reads back as the same rule if nothing was changed', () => {
    fc.assert(
      fc.property(rule, (given) => {
        const parsed = UpdateFlagInput.shape.rules.unwrap().parse([given])[0] as RuleInput;
        // A stored rule also has ranges, which the server computes.
        expect(UpdateFlagInput.shape.rules.unwrap().parse([ruleFromDraft(draftOfRule(parsed as Rule))])[0]).toEqual(
          parsed,
        );
      }),
    );
  });
});

describe('the problems of a draft', () => {
  const flag = aStoredFlag({
    type: 'json',
    variants: [{ key: 'a', value: { x: 1 } }],
    onVariant: 'a',
    offVariant: null,
  } as never);
  const draft = draftOfFlag(flag);
  const problemsOf = (change: Partial<typeof draft>) => readDraft(flag, { ...draft, ...change }).problems;

  it('are empty if nothing was changed', () => {
    expect(problemsOf({})).toEqual(new Map());
  });
  it('are keyed by the path that the server uses', () => {
    const rollout = { ...draft.rollout, schedule: { kind: 'fixed', percentage: '' } } as const;
    expect(problemsOf({ rollout }).get('rollout.schedule.percentage')).toBe('Enter a number.');
    expect(problemsOf({ onVariant: 'b' }).get('onVariant')).toBe('There is no variant "b".');
  });
  it('explain why a text is not JSON, and reject null as a value', () => {
    const variants = (text: string) => draft.variants.map((variant) => ({ ...variant, text }));
    expect(problemsOf({ variants: variants('{"a":') }).get('variants.0.value')).toMatch(/^This is not JSON/);
    expect(problemsOf({ variants: variants('null') }).get('variants.0.value')).toMatch(/^Use an object or a list/);
  });
});

describe('a value', () => {
  it('that would lose digits is a problem at its field', () => {
    const flag = aStoredFlag({
      type: 'number',
      variants: [{ key: VariantKey.parse('on'), value: 1 }],
      offVariant: null,
    });
    const draft = draftOfFlag(flag);
    const [variant] = draft.variants;
    if (!variant) throw new Error('the flag has a variant');
    const { problems } = readDraft(flag, { ...draft, variants: [{ ...variant, text: '12345678901234567890' }] });
    expect(problems.get('variants.0.value')).toContain('The number 12345678901234567890 cannot be stored exactly');
  });
});

describe('renaming a variant', () => {
  it('keeps all references to it', () => {
    const draft = draftOfFlag(aStoredFlag());
    const next = renameVariant(draft, 'on', 'yes');
    expect(next).toMatchObject({ onVariant: 'yes', offVariant: 'off' });
  });
});
