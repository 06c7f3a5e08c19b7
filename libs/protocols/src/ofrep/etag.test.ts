import { DAY_MS, type FlagConfig, isSameJson, type RulesetVersion } from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset, nextChangeAt, overridesFor } from '@burgee/evaluator';
import { aFlag, aRuleset, NOW, runs } from '@burgee/testing';
import { contexts, FIRST_DAY, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OfrepScope } from './answer.ts';
import { ofrepFlags, type OfrepQuestion } from './evaluate.ts';

const scopes = fc.constantFrom<OfrepScope>('full', 'public');

/** Rulesets, each at a version and at the next one, which takes longer to compile than a question takes to answer. */
const POOL = fc.sample(rulesets, 400).map((source) => ({
  now: compileRuleset(source),
  changed: compileRuleset({
    ...source,
    version: (source.version + 1) as RulesetVersion,
    flags: source.flags.map(turned),
  }),
}));

function turned(flag: FlagConfig): FlagConfig {
  return { ...flag, enabled: !flag.enabled };
}

/** A question, and the differences of the next one: often few, so that many pairs have the same ETag. */
const pairs = fc.record({
  ruleset: fc.constantFrom(...POOL),
  context: contexts,
  found: overrides,
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  scope: scopes,
  now: fc.integer({ min: -DAY_MS / 2, max: 2 * DAY_MS }).map((afterMs) => FIRST_DAY + afterMs),
  later: fc.record({
    /** As a share of the time until the next change, which it may pass. */
    share: fc.option(fc.constantFrom(0, 0.1, 0.9, 1, 1.5), { nil: undefined }),
    context: fc.option(contexts, { nil: undefined, freq: 1 }),
    scope: fc.option(scopes, { nil: undefined, freq: 1 }),
    isChanged: fc.boolean(),
  }),
});
type Pair = typeof pairs extends fc.Arbitrary<infer P> ? P : never;

function questionsOf({ later, found, random, now, scope, ...first }: Pair): [OfrepQuestion, OfrepQuestion] {
  const ask = (ruleset: CompiledRuleset, context: Pair['context'], at: number): Omit<OfrepQuestion, 'scope'> => ({
    ruleset,
    context,
    options: { now: at, random, overrides: overridesFor(found, context) },
  });
  const before = ask(first.ruleset.now, first.context, now);
  const next = nextChangeAt(before.ruleset, before.context, before.options) ?? now + DAY_MS;
  const at = Math.floor(now + (later.share ?? 0) * (next - now));
  const ruleset = later.isChanged ? first.ruleset.changed : first.ruleset.now;
  const after = ask(ruleset, later.context ?? first.context, at);
  return [
    { ...before, scope },
    { ...after, scope: later.scope ?? scope },
  ];
}

/** The part of the covered text without the results. */
const factsOf = ({ covered, json }: ReturnType<typeof ofrepFlags>) => covered.slice(0, -json.length);

/**
 * The results of two answers. A schedule may end the need for a targeting key without changing any result of the evaluator:
 * flags that lack one in either answer are left out, because only the results in the text cover them.
 */
function comparable(one: string, other: string): [unknown[], unknown[]] {
  const [before, after] = [one, other].map((json) => JSON.parse(json) as { errorCode?: string }[]) as [
    { errorCode?: string }[],
    { errorCode?: string }[],
  ];
  const lacksKey = (place: number) =>
    [before, after].some((results) => results[place]?.errorCode === 'TARGETING_KEY_MISSING');
  const kept = (results: unknown[]) => results.filter((_result, place) => !lacksKey(place));
  return [kept(before), kept(after)];
}

describe('the ETag of all flags', () => {
  it('is never that of other results, of another version, context or scope', () => {
    const seen = { same: 0, other: 0 };
    fc.assert(
      fc.property(pairs, (pair) => {
        const questions = questionsOf(pair);
        const [one, other] = questions.map(ofrepFlags) as [
          ReturnType<typeof ofrepFlags>,
          ReturnType<typeof ofrepFlags>,
        ];
        if (factsOf(one) !== factsOf(other)) return void seen.other++;
        seen.same++;
        // Without the results in it, the text would already be right.
        const [before, after] = comparable(one.json, other.json);
        expect(before).toEqual(after);
        const [{ ruleset, context, scope }, next] = questions;
        expect([ruleset.version, scope]).toEqual([next.ruleset.version, next.scope]);
        expect(isSameJson(context, next.context)).toBe(true);
      }),
      { numRuns: runs(10_000) },
    );
    // Neither kind of pair is rare.
    expect(Math.min(seen.same, seen.other)).toBeGreaterThan(runs(1_000));
  });

  it('is another for another plan of the same user, even if no result differs', () => {
    const ruleset = compileRuleset(aRuleset({ flags: [aFlag()] }));
    const of = (plan: string) =>
      ofrepFlags({ ruleset, context: { userId: 'ann', plan }, options: { now: NOW }, scope: 'full' });
    expect(of('pro').json).toBe(of('free').json);
    expect(of('pro').covered).not.toBe(of('free').covered);
    expect(of('pro').covered).toBe(of('pro').covered);
  });
});
