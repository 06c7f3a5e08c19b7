import {
  type Condition,
  type EvaluationContext,
  isSameJson,
  type Ruleset,
  type RulesetDelta,
  type RulesetVersion,
} from '@burgee/contracts';
import { aFlag, aGlobalOverride, aRule, aRuleset, aSegment, NOW, runs } from '@burgee/testing';
import { contexts, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, applyToSource } from './apply-delta.ts';
import { rulesetChecksum } from './checksum.ts';
import { evaluateAll, explain } from './evaluate.ts';
import { nextChangeAt } from './next-change.ts';
import { type CompiledRuleset, compileRuleset } from './ruleset.ts';

const throughJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;
const v = (version: number) => version as RulesetVersion;

/** Everything that differs between two versions, as a server finds it in the database. */
function deltaBetween(from: Ruleset, to: Ruleset): RulesetDelta {
  const changes = <T extends { key: string }>(before: readonly T[], after: readonly T[]) => ({
    put: after.filter(
      (one) =>
        !isSameJson(
          one,
          before.find(({ key }) => key === one.key),
        ),
    ),
    delete: before.filter(({ key }) => !after.some((one) => one.key === key)).map(({ key }) => key) as never[],
  });
  const overridesOf = ({ overrides }: Ruleset, key: string) => overrides.filter(({ flagKey }) => flagKey === key);
  const overridden = [...new Set([...from.overrides, ...to.overrides].map(({ flagKey }) => flagKey))].filter(
    (key) => !isSameJson(overridesOf(from, key), overridesOf(to, key)),
  );
  return {
    from: from.version,
    to: to.version,
    flags: changes(from.flags, to.flags),
    segments: changes(from.segments, to.segments),
    overrides: { put: overridden.flatMap((key) => overridesOf(to, key)), delete: overridden },
  };
}

const conditions = fc.constantFrom<Condition>(
  { segment: 'inner' } as Condition,
  { segment: 'segment' } as Condition,
  { all: [{ not: { segment: 'inner' } }] } as Condition,
  { attribute: 'country', operator: 'in', values: ['nl'] } as Condition,
);

/** A step takes some flags from another ruleset, deletes some, and changes segments, which may use each other or themselves. */
const step = fc.record({
  donor: rulesets,
  taken: fc.subarray(['a', 'b', 'c', 'd'], { maxLength: 2 }),
  deleted: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(['a', 'b', 'c', 'd'], { maxLength: 1 })),
  segments: fc.option(
    fc.record({ segment: fc.option(conditions), inner: fc.option(conditions) }, { requiredKeys: [] }),
  ),
  takesOverrides: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(held: Ruleset, { donor, taken, deleted, segments, takesOverrides }: Step): Ruleset {
  const flags = new Map(held.flags.map((flag) => [flag.key as string, flag]));
  for (const flag of donor.flags) if (taken.includes(flag.key)) flags.set(flag.key, flag);
  for (const key of deleted) flags.delete(key);
  const held_ = new Map(held.segments.map((segment) => [segment.key as string, segment]));
  for (const [key, condition] of Object.entries(segments ?? {})) {
    if (condition) held_.set(key, aSegment({ key, condition }));
    else held_.delete(key);
  }
  const sorted = <T>(map: Map<string, T>) =>
    [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, x]) => x);
  const overrides = (takesOverrides ? donor : held).overrides.filter(({ flagKey }) => flags.has(flagKey));
  const byType = new Map(overrides.map((override) => [`${override.flagKey} ${override.type}`, override]));
  return {
    ...held,
    version: v(held.version + 1),
    flags: sorted(flags),
    segments: sorted(held_),
    overrides: sorted(byType),
  };
}

const describeAll = (ruleset: CompiledRuleset, context: EvaluationContext) => {
  const options = { now: NOW, random: 0.4 };
  return {
    answers: evaluateAll(ruleset, context, options),
    traces: [...ruleset.flags.keys()].map((key) => explain(ruleset, key, context, options)),
    next: nextChangeAt(ruleset, context, options),
    timed: ruleset.timed.map(({ config }) => config.key).sort(),
    broken: [...ruleset.broken].sort((one, other) => (one.key < other.key ? -1 : 1)),
    segmentsOf: Object.fromEntries([...ruleset.segmentsOf].map(([key, used]) => [key, [...used].sort()])),
    source: JSON.stringify(ruleset.source),
    checksum: rulesetChecksum(ruleset.source),
  };
};

/** Much faster than `toEqual` if both are the same. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isSameJson(actual, expected)) expect(actual).toEqual(expected);
}

describe('13.1 a delta', () => {
  it('leads to what loading and compiling everything leads to, through 1,000 random sequences of changes', () => {
    fc.assert(
      fc.property(rulesets, fc.array(step, { minLength: 1, maxLength: 6 }), contexts, (first, steps, context) => {
        let source = take(first, { donor: first, taken: [], deleted: [], segments: null, takesOverrides: true });
        let held = compileRuleset(source);
        for (const each of steps) {
          const next = take(source, each);
          const delta = throughJson(deltaBetween(source, next));
          const applied = applyDelta(held, delta);
          expectSame(describeAll(applied!, context), describeAll(compileRuleset(throughJson(next)), context));
          [held, source] = [applied!, next];
        }
      }),
      { numRuns: runs(1_000) },
    );
  });

  const flags = ['a', 'b', 'c', 'd'].map((key) => aFlag({ key }));
  const usingSegment = aFlag({ key: 'e', rules: [aRule({ condition: { segment: 'outer' } as Condition })] });
  const ruleset = compileRuleset(
    aRuleset({
      flags: [...flags, usingSegment],
      segments: [aSegment({ key: 'inner' }), aSegment({ key: 'outer', condition: { segment: 'inner' } as Condition })],
    }),
  );
  const NOTHING: RulesetDelta = {
    from: v(1),
    to: v(2),
    flags: { put: [], delete: [] },
    segments: { put: [], delete: [] },
    overrides: { put: [], delete: [] },
  };
  const sharedWith = (after: CompiledRuleset | undefined) =>
    [...ruleset.flags].filter(([key, flag]) => after?.flags.get(key) === flag).map(([key]) => key);

  it('compiles only the changed flag, and those that depend on it', () => {
    const put = [aFlag({ key: 'b', enabled: false })];
    expect(sharedWith(applyDelta(ruleset, { ...NOTHING, flags: { put, delete: [] } }))).toEqual(['a', 'c', 'd', 'e']);
    const inner = [aSegment({ key: 'inner', condition: { any: [] } })];
    const after = applyDelta(ruleset, { ...NOTHING, segments: { put: inner, delete: [] } });
    expect(sharedWith(after)).toEqual(['a', 'b', 'c', 'd']);
    const overrides = { put: [aGlobalOverride({ flagKey: 'c' })], delete: ['c'] as never[] };
    expect(sharedWith(applyDelta(ruleset, { ...NOTHING, overrides }))).toEqual(['a', 'b', 'd', 'e']);
  });

  it('without changes creates a version that shares every flag', () => {
    const after = applyDelta(ruleset, NOTHING)!;
    expect(after.version).toBe(2);
    expect(after.flags).toBe(ruleset.flags);
    expect(evaluateAll(after, {}, { now: NOW })[0]).toMatchObject({ version: 2 });
    expect(evaluateAll(ruleset, {}, { now: NOW })[0]).toMatchObject({ version: 1 });
  });

  it('finds flags in a list that is not sorted, and beside rows that are not flags', () => {
    const rows = [...flags.toReversed(), null as never, { enabled: true } as never];
    const odd = compileRuleset({ ...ruleset.source, flags: rows });
    const put = [aFlag({ key: 'b', enabled: false }), aFlag({ key: 'bb' })];
    const after = applyDelta(odd, { ...NOTHING, flags: { put, delete: [] } })!;
    expect(after.broken).toEqual([{ key: '', problem: 'a flag has no key' }]);
    expect([...after.flags.keys()].sort()).toEqual(['a', 'b', 'bb', 'c', 'd']);
    expect(evaluateAll(after, {}, { now: NOW }).find(({ key }) => key === 'b')).toMatchObject({ enabled: false });
  });

  it.each([
    ['that begins at another version', { from: v(2), to: v(3) }],
    ['that is a duplicate', { from: v(0), to: v(1) }],
    ['that goes back', { from: v(1), to: v(0) }],
  ])('%s is not applied', (_name, versions) => {
    expect(applyDelta(ruleset, { ...NOTHING, ...versions })).toBeUndefined();
    expect(applyToSource(ruleset.source, { ...NOTHING, ...versions })).toBeUndefined();
  });
});

describe('13.2 the checksum', () => {
  it('is the same for the same content in another object, and differs for every changed part', () => {
    fc.assert(
      fc.property(rulesets, rulesets, (one, other) => {
        expect(rulesetChecksum(throughJson(one))).toBe(rulesetChecksum(one));
        const parts = ({ flags, segments, overrides, permitsSessionOverrides }: Ruleset) =>
          JSON.stringify([flags, segments, overrides, permitsSessionOverrides]);
        expect(rulesetChecksum(one) === rulesetChecksum(other)).toBe(parts(one) === parts(other));
        expect(rulesetChecksum(one)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
