import {
  type Flag,
  HOUR_MS,
  type Rollout,
  rolloutOf,
  Rule,
  RulesetVersion,
  type Schedule,
  type Split,
  type SplitInput,
  type VariantKey,
} from '@burgee/contracts';
import { compileRuleset, dealRanges, evaluate } from '@burgee/evaluator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultExpiry } from './default-expiry.ts';
import { draftOfFlag } from './draft-of-flag.ts';
import type { TargetingDraft } from './draft-types.ts';
import { newRule } from './new-rule.ts';
import { readDraft } from './read-draft.ts';
import { scheduleOfKind, withStep } from './schedule-kinds.ts';
import { serveOfKind, withFlagSplit } from './split-shares.ts';
import { aStoredFlag } from './test-flag.ts';
import { withVariant } from './with-variant.ts';

const NOW = Date.parse('2027-01-01T12:34:56.789Z');
const users = Array.from({ length: 60 }, (_, index) => `user-${index}`);
const newId = () => 'new';

const instant = fc.integer({ min: -72 * HOUR_MS, max: 72 * HOUR_MS }).map((ms) => new Date(NOW + ms).toISOString());
const percentage = fc.oneof(
  fc.constantFrom(0, 100),
  fc.integer({ min: 1, max: 99_999 }).map((n) => n / 1_000),
);
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  percentage.map((percentage) => ({ kind: 'fixed' as const, percentage })),
  fc
    .array(fc.record({ at: instant, percentage }), { minLength: 1, maxLength: 4 })
    .map((steps) => ({ kind: 'steps' as const, steps })),
  fc
    .record({ from: percentage, to: percentage, startAt: instant, hours: fc.integer({ min: 1, max: 200 }) })
    .map(({ hours, ...ramp }) => {
      const endAt = new Date(Date.parse(ramp.startAt) + hours * HOUR_MS).toISOString();
      return { kind: 'ramp' as const, ...ramp, endAt };
    }),
);
const rollout: fc.Arbitrary<Rollout> = schedule.map((one) => ({ ...rolloutOf(0), schedule: one }));
const variant = fc.constantFrom('a', 'b', 'c');
const split = fc.tuple(fc.nat(100_000), fc.nat(100_000)).map((cuts) => {
  const [low = 0, high = 0] = cuts.sort((one, other) => one - other);
  const weights = [low, high - low, 100_000 - high].map((weight, index) => ({ variant: 'abc'[index], weight }));
  return { weights, bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' } as unknown as SplitInput;
});
const serve = fc.oneof(
  variant.map((one) => ({ kind: 'variant' as const, variant: one as VariantKey })),
  split.map((one) => ({ kind: 'split' as const, split: withRanges(one) })),
);
const condition = fc.constantFrom(
  { all: [] },
  { attribute: 'userId', operator: 'endsWith' as const, values: ['1', '2', '3'] },
);
const rule = fc
  .record({ condition, rollout, serve })
  .map((fields) => Rule.parse({ id: `rule-${JSON.stringify(fields.condition).length}`, ...fields }));
const flag = fc
  .record({
    onVariant: variant,
    offVariant: fc.option(variant),
    rollout,
    split: fc.option(split.map(withRanges)),
    rules: fc.uniqueArray(rule, { maxLength: 2, selector: ({ id }) => id }),
  })
  .map((fields) => {
    const variants = ['a', 'b', 'c'].map((key) => ({ key, value: key }));
    return aStoredFlag({ type: 'string', variants, ...fields } as unknown as Partial<Flag>);
  });

function withRanges(input: SplitInput, previous?: Split | null): Split {
  return { ...input, ranges: dealRanges(input.weights, previous?.ranges) };
}

/** The flag as the server would store it after a save of the draft. */
function saveDraft(before: Flag, draft: TargetingDraft): Flag {
  const fields = readDraft(before, draft).fields as unknown as Flag;
  const rules = fields.rules.map((each) => {
    if (each.serve.kind === 'variant') return each;
    const previous = before.rules.find(({ id }) => id === each.id)?.serve;
    const own = previous?.kind === 'split' ? previous.split : null;
    return { ...each, serve: { kind: 'split', split: withRanges(each.serve.split, own) } };
  });
  return { ...before, ...fields, split: fields.split && withRanges(fields.split, before.split), rules } as Flag;
}

function variantsServed(config: Flag, now: number): (string | undefined)[] {
  const ruleset = compileRuleset({
    environment: config.environment,
    version: RulesetVersion.parse(1),
    permitsSessionOverrides: false,
    flags: [config],
    segments: [],
    overrides: [],
  });
  return users.map((userId) => evaluate(ruleset, config.key, { userId }, { now, random: 0 }).variant);
}

type Choice = (draft: TargetingDraft) => TargetingDraft;
const onRollout = (change: (schedule: TargetingDraft['rollout']['schedule']) => typeof schedule): Choice => {
  return (draft) => ({ ...draft, rollout: { ...draft.rollout, schedule: change(draft.rollout.schedule) } });
};
const onRules = (change: (rule: TargetingDraft['rules'][number], draft: TargetingDraft) => typeof rule): Choice => {
  return (draft) => ({ ...draft, rules: draft.rules.map((each) => change(each, draft)) });
};

const CHOICES: Readonly<Record<string, Choice>> = {
  'the schedule "Fixed"': onRollout((one) => scheduleOfKind('fixed', one, NOW)),
  'the schedule "Steps"': onRollout((one) => scheduleOfKind('steps', one, NOW)),
  'the schedule "Ramp"': onRollout((one) => scheduleOfKind('ramp', one, NOW)),
  'one more step': onRollout((one) => (one.kind === 'steps' ? withStep(one, NOW) : one)),
  'another schedule in a rule': onRules((one) => ({
    ...one,
    rollout: { ...one.rollout, schedule: scheduleOfKind('steps', one.rollout.schedule, NOW) },
  })),
  'a split in a rule': onRules((one, draft) => {
    return one.serve.kind === 'variant' ? { ...one, serve: serveOfKind('split', one.serve, draft) } : one;
  }),
  'a split in a rule and back': onRules((one, draft) => {
    if (one.serve.kind === 'split') return one;
    return { ...one, serve: serveOfKind('variant', serveOfKind('split', one.serve, draft), draft) };
  }),
  'a split of the flag': (draft) => withFlagSplit(draft, true),
  'a split of the flag and back': (draft) => (draft.split ? draft : withFlagSplit(withFlagSplit(draft, true), false)),
  'one more variant': (draft) => withVariant(draft, 'string', 'new'),
  'a copy of a rule': (draft) => ({
    ...draft,
    rules: draft.rules.flatMap((one) => [one, { ...one, id: `${one.id}-copy` }]),
  }),
  'an expiry': (draft) => ({ ...draft, expiresAt: defaultExpiry(NOW) }),
};

describe('choosing an option of a form changes no result', () => {
  it.each(Object.entries(CHOICES))('at this instant: %s', (_name, choose) => {
    fc.assert(
      fc.property(flag, (before) => {
        const after = saveDraft(before, choose(draftOfFlag(before)));
        expect(variantsServed(after, NOW)).toEqual(variantsServed(before, NOW));
      }),
    );
  });

  it('a new rule cannot be saved until it has a condition', () => {
    const before = aStoredFlag();
    const draft = draftOfFlag(before);
    const next = { ...draft, rules: [newRule(newId, draft.onVariant)] };
    expect([...readDraft(before, next).problems.keys()]).toEqual(['rules.0.condition.all.0.attribute']);
  });
});

describe('a schedule of another kind', () => {
  const live: Schedule = { kind: 'fixed', percentage: 25 };

  it('starts at the current percentage and in the past, so that a live flag stays live', () => {
    expect(scheduleOfKind('steps', live, NOW)).toEqual({
      kind: 'steps',
      steps: [
        { at: '2027-01-01T12:34:00.000Z', percentage: 25 },
        { at: '2027-01-02T12:34:00.000Z', percentage: 100 },
      ],
    });
    expect(scheduleOfKind('ramp', live, NOW)).toEqual({
      kind: 'ramp',
      from: 25,
      to: 100,
      startAt: '2027-01-01T12:34:56.789Z',
      endAt: '2027-01-08T12:34:56.789Z',
    });
  });

  it('continues a running ramp from its current percentage to its final one', () => {
    const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
    const ramp: Schedule = { kind: 'ramp', from: 80, to: 20, startAt: at(-2), endAt: at(1) };
    expect(scheduleOfKind('fixed', ramp, NOW)).toEqual({ kind: 'fixed', percentage: 40 });
    const steps: Schedule = {
      kind: 'steps',
      steps: [
        { at: at(-1), percentage: 5 },
        { at: at(2), percentage: 50 },
      ],
    };
    expect(scheduleOfKind('ramp', steps, NOW)).toMatchObject({ from: 5, to: 50 });
  });

  it('keeps the typed text if it is not a percentage yet', () => {
    expect(scheduleOfKind('ramp', { kind: 'fixed', percentage: '' }, NOW)).toMatchObject({ from: '', to: 100 });
  });

  it('adds a step after all others and after now', () => {
    const old = { kind: 'steps', steps: [{ at: '2026-01-01T00:00:00Z', percentage: 5 }] } as const;
    expect(withStep(old, NOW).steps.at(-1)).toEqual({ at: '2027-01-02T12:34:56.789Z', percentage: 100 });
  });
});
