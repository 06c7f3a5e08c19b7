import {
  type Condition,
  DAY_MS,
  type FlagConfig,
  type Override,
  Prerequisite,
  type Rollout,
  type Rule,
  type Ruleset,
} from '@burgee/contracts';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  aFlag,
  aGlobalOverride,
  anEmergencyOverride,
  aRollout,
  aRule,
  aRuleset,
  aSegment,
  aSessionOverride,
  aSplit,
  aTestingOverride,
  aTextFlag,
  aUserOverride,
} from './builders.ts';

/**
 * Returns a function that copies `base` with other fields, without validation, because a search makes hundreds of thousands
 * of copies. `arbitraries.test.ts` validates whole rulesets.
 */
function copiesOf<T extends object>(base: T): (fields: object) => T {
  return (fields) => ({ ...base, ...fields });
}

/** Few words, so that conditions and contexts often match. */
const word = fc.constantFrom('ada', 'grace', 'nl', 'be', '1.2.3', '10.0.0.1', '7', '2027-01-01T12:00:00Z', '');
const attribute = fc.constantFrom('userId', 'country', 'version', 'tags', '__proto__');
const words = fc.array(word, { maxLength: 3 });

const clause = fc.oneof(
  fc.record({
    attribute,
    operator: fc.constantFrom('in', 'notIn', 'contains', 'startsWith', 'endsWith'),
    values: words,
  }),
  fc.record({ attribute, operator: fc.constantFrom('eq', 'lt', 'gte'), values: fc.constant([7]) }),
  fc.record({
    attribute,
    operator: fc.constantFrom('semverLt', 'semverEq', 'semverGte'),
    values: fc.constant(['1.2.3']),
  }),
  fc.record({ attribute, operator: fc.constant('inCidr'), values: fc.constant(['10.0.0.0/8']) }),
  fc.record({ attribute, operator: fc.constant('matches'), values: fc.constant(['a+', '^n']) }),
  fc.record({
    attribute: fc.constantFrom('country', '$now'),
    operator: fc.constantFrom('before', 'after'),
    values: fc.array(fc.constantFrom('2027-01-01', '2027-01-01T12:00:00Z', '2027-01-02T06:00:00.001Z'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({ attribute, operator: fc.constant('exists') }),
);

const condition = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    clause,
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
    fc.constant({ segment: 'segment' }),
  ),
})).tree as fc.Arbitrary<Condition>;

export const FIRST_DAY = Date.parse('2027-01-01T00:00:00Z');

const percentage = fc.constantFrom(0, 0.001, 25, 50, 99.999, 100);
const algorithm = fc.constantFrom('murmur3' as const, 'sha256' as const, 'unleash' as const);
const bucketBy = fc.subarray(['country', 'userId']);
/** Some close together, some far apart. */
const instant = fc
  .oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 2 * DAY_MS }))
  .map((afterMs) => new Date(FIRST_DAY + afterMs).toISOString());
const schedule: fc.Arbitrary<Rollout['schedule']> = fc.oneof(
  percentage.map((percentage) => ({ kind: 'fixed' as const, percentage })),
  fc
    .tuple(percentage, percentage, fc.uniqueArray(instant, { minLength: 2, maxLength: 2 }))
    .map(([from, to, instants]) => {
      const [startAt = '', endAt = ''] = instants.toSorted();
      return { kind: 'ramp' as const, from, to, startAt, endAt };
    }),
  fc
    .array(fc.record({ at: instant, percentage }), { minLength: 1, maxLength: 3 })
    .map((steps) => ({ kind: 'steps' as const, steps })),
);
const rollout: fc.Arbitrary<Rollout> = fc
  .record({ schedule, bucketBy, algorithm, missing: fc.constantFrom('included', 'excluded', 'random') })
  .map(copiesOf(aRollout(0)));
const split = fc
  .record({ algorithm: fc.constantFrom('murmur3', 'sha256'), bucketBy, missing: fc.constantFrom('first', 'random') })
  .map(copiesOf(aSplit({ control: 1, green: 1, blue: 2 })));

const serve = fc.oneof(
  fc.constantFrom('blue', 'green').map((variant) => ({ kind: 'variant', variant })),
  split.map((split) => ({ kind: 'split', split })),
);
const rule: fc.Arbitrary<Rule> = fc
  .record({ id: fc.constantFrom('one', 'two'), condition, rollout, serve })
  .map(copiesOf(aRule()));

const PREREQUISITES: Prerequisite[] = [
  { flagKey: 'a', variants: ['blue', 'green'] },
  { flagKey: 'b', variants: ['blue', null] },
  { flagKey: 'd', variants: ['on', null] },
].map((prerequisite) => Prerequisite.parse(prerequisite));

const fields = fc.record({
  enabled: fc.constantFrom(true, true, true, false),
  expiresAt: fc.constantFrom(null, null, '2027-01-01T06:00:00Z'),
  rollout,
  prerequisites: fc.subarray(PREREQUISITES),
});
const textFlag = fc.record({
  fields,
  split: fc.option(split),
  rules: fc.array(rule, { maxLength: 3 }),
  offVariant: fc.constantFrom('control', null),
});

const textFlags = ['a', 'b', 'c'].map((key) => copiesOf(aTextFlag({ key })));
const booleanFlag = copiesOf(aFlag({ key: 'd' }));

/** The flags `a` to `d`, some of which require others, and some of which form cycles. */
const flags: fc.Arbitrary<FlagConfig[]> = fc.tuple(textFlag, textFlag, textFlag, fields).map(([a, b, c, d]) => [
  ...textFlags.map((textFlag, index) => {
    const { fields, ...more } = [a, b, c][index] as typeof a;
    return textFlag({ ...fields, ...more });
  }),
  booleanFlag(d),
]);

const flagKey = fc.constantFrom('a', 'b', 'c', 'd');
const value = fc.constantFrom('blue', 'purple', true, 7);
const expiresAt = fc.constantFrom('2027-01-01T06:00:00Z', '2027-01-02T00:00:00Z');

const overrideLike = <T extends Override>(base: T) => {
  const copyWith = copiesOf(base);
  return (fields: object) => copyWith({ ...fields, id: randomUUID() });
};

/** Overrides for a context's ids, of any type of value. */
export const overrides: fc.Arbitrary<Override[]> = fc.array(
  fc.oneof(
    fc.record({ flagKey, value, expiresAt }).map(overrideLike<Override>(aSessionOverride())),
    fc.record({ flagKey, value, expiresAt }).map(overrideLike<Override>(aTestingOverride())),
    fc
      .record({ flagKey, expiresAt, overrideType: fc.constantFrom('include', 'exclude') })
      .map(overrideLike<Override>(aUserOverride())),
  ),
  { maxLength: 4 },
);
const globalOverrides: fc.Arbitrary<Ruleset['overrides']> = fc.array(
  fc.oneof(
    fc.record({ flagKey, value }).map(overrideLike<Ruleset['overrides'][number]>(anEmergencyOverride())),
    fc.record({ flagKey, value, expiresAt }).map(overrideLike<Ruleset['overrides'][number]>(aGlobalOverride())),
  ),
  { maxLength: 2 },
);

const ruleset = copiesOf(aRuleset());
const segment = copiesOf(aSegment());

export const rulesets: fc.Arbitrary<Ruleset> = fc
  .record({ flags, overrides: globalOverrides, permitsSessionOverrides: fc.boolean(), inSegment: clause })
  .map(({ inSegment, ...fields }) => ruleset({ ...fields, segments: [segment({ condition: inSegment })] }));

export const contexts = fc.record(
  {
    userId: fc.constantFrom('ada', 'grace', ''),
    sessionId: fc.constant('session-1'),
    testRunId: fc.constant('run-1'),
    country: word,
    version: fc.oneof(word, fc.constantFrom(7, true, null)),
    tags: words,
  },
  { requiredKeys: [] },
);
