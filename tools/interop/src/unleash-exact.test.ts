import type { Evaluation, EvaluationContext, FlagConfig, Rollout, Ruleset, Split } from '@burgee/contracts';
import { compileRuleset, type CompiledRuleset, evaluate, overridesFor } from '@burgee/evaluator';
import { contextFromUnleash } from '@burgee/importers';
import { toUnleash } from '@burgee/protocols';
import { runs } from '@burgee/testing';
import { contexts, FIRST_DAY, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import type { Context } from 'unleash-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUnleashEvaluator, type UnleashAnswer } from './test-unleash-answer.ts';

let unleash: Awaited<ReturnType<typeof createUnleashEvaluator>>;
beforeAll(async () => {
  unleash = await createUnleashEvaluator();
});
afterAll(() => unleash.stop());

/** Texts that Unleash's SDKs read in other ways than other texts. */
const odd = fc.constantFrom(
  ...['', ' ', ' 7', '7.0', '0x7', '+7', '1e1', 'Infinity', 'v1.2.3', ' 1.2.3', '1.2.3-beta', '1.2.3+b', '2.0.0'],
  ...['10.0.0.1/8', '::ffff:10.0.0.1', '::ffff:a00:1', '::1', 'true', 'Ada', 'nl ', 'n\nnl'],
);
const unleashContexts = fc
  .tuple(contexts, fc.record({ country: odd, version: odd }, { requiredKeys: [] }))
  .map(([{ userId, sessionId, ...others }, odds]): Context => {
    const given = Object.entries({ ...others, ...odds }).filter(([, value]) => value !== null && value !== undefined);
    const properties = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    return { ...(userId !== undefined && { userId }), ...(sessionId !== undefined && { sessionId }), properties };
  });

const instants = fc.oneof(
  fc.integer({ min: -1, max: 1_001 }),
  fc
    .constantFrom(0, 6, 12, 24, 48)
    .chain((hours) => fc.integer({ min: -1, max: 2 }).map((ms) => hours * 3_600_000 + ms)),
  fc.integer({ min: 0, max: 200_000_000 }),
);

/** The settings of new rollouts and splits in an environment with `bucketing: unleash`. */
function withUnleashHash(ruleset: Ruleset): Ruleset {
  const rollout = ({ schedule }: Rollout): Rollout => {
    const percentages = JSON.parse(
      JSON.stringify(schedule, (_name, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)),
    ) as Rollout['schedule'];
    return {
      schedule: percentages,
      bucketBy: ['userId', 'sessionId'],
      salt: null,
      algorithm: 'unleash',
      missing: 'random',
    };
  };
  const split = (given: Split): Split => ({
    ...given,
    ...{ bucketBy: ['userId', 'sessionId', 'remoteAddress'], algorithm: 'unleash', missing: 'random' },
  });
  const flags = ruleset.flags.map((flag): FlagConfig => ({
    ...flag,
    rollout: rollout(flag.rollout),
    split: flag.split && split(flag.split),
    rules: flag.rules.map((rule) => ({
      ...rule,
      rollout: rollout(rule.rollout),
      serve: rule.serve.kind === 'split' ? { kind: 'split', split: split(rule.serve.split) } : rule.serve,
    })),
  }));
  return { ...ruleset, flags };
}

describe.each([
  { name: 'any flag', convert: (ruleset: Ruleset) => ruleset, isHashedByUser: false, leastShare: 0.2 },
  {
    name: 'a flag of an environment with bucketing unleash',
    convert: withUnleashHash,
    isHashedByUser: true,
    leastShare: 0.6,
  },
])('$name', ({ name, convert, isHashedByUser, leastShare }) => {
  it.each([5, 6] as const)('returns the same from Unleash, or is reported, at specification %i', (level) => {
    const seen = { mapped: 0, unmapped: 0, on: 0, off: 0, variants: 0, chance: 0 };
    fc.assert(
      fc.property(
        rulesets,
        overrides,
        fc.array(fc.tuple(unleashContexts, instants), { minLength: 4, maxLength: 4 }),
        (given, list, asked) => {
          const ruleset = compileRuleset(convert(given));
          const users = overridesFor(list, { userId: 'ada' }).user;
          const userOverrides = new Map([...users].map(([key, override]) => [key, [override]]));
          const { features, unmapped } = toUnleash(ruleset, level, userOverrides);
          expect(features.length + unmapped.length).toBe(ruleset.flags.size);
          unleash.hold(features);
          seen.mapped += features.length;
          seen.unmapped += unmapped.length;
          for (const [context, afterMs] of asked) {
            const now = FIRST_DAY + afterMs;
            const found = {
              ...overridesFor([], {}),
              user: context.userId === 'ada' ? users : new Map<string, never>(),
            };
            const flat = contextFromUnleash(context).context;
            for (const { name: key } of features) {
              const expected = answerUnlessChance(ruleset, key, flat, { now, overrides: found }, isHashedByUser);
              if (!expected) seen.chance++;
              else {
                expectSame(
                  unleash.answer(key, { ...context, currentTime: new Date(now) }),
                  expected,
                  ruleset.flags.get(key)?.config as FlagConfig,
                );
                seen[!expected.enabled ? 'off' : expected.variant === 'on' ? 'on' : 'variants']++;
              }
            }
          }
        },
      ),
      { numRuns: runs(1_250) },
    );
    const share = seen.mapped / (seen.mapped + seen.unmapped);
    console.log(`${name}, specification ${level}: ${Math.round(share * 100)}% exact`, seen);
    expect(share).toBeGreaterThan(leastShare);
    expect(Math.min(seen.on, seen.off, seen.variants)).toBeGreaterThan(100);
  });
});

/** Returns `undefined` if a random number decides. */
function answerUnlessChance(
  ruleset: CompiledRuleset,
  key: string,
  context: EvaluationContext,
  options: Parameters<typeof evaluate>[3],
  isHashedByUser: boolean,
): Evaluation | undefined {
  const first = evaluate(ruleset, key, context, { ...options, random: 0 });
  if (context.userId !== undefined && isHashedByUser) return first;
  for (let draw = 1; draw < 40; draw++) {
    const other = evaluate(ruleset, key, context, { ...options, random: draw / 40 });
    if (other.enabled !== first.enabled || other.variant !== first.variant) return undefined;
  }
  return first;
}

function expectSame({ isOn, variant }: UnleashAnswer, expected: Evaluation, flag: FlagConfig): void {
  expect(isOn).toBe(expected.enabled);
  expect(variant.feature_enabled).toBe(expected.enabled);
  if (!expected.enabled || flag.type === 'boolean') return void expect(variant.name).toBe('disabled');
  const { name, payload } = variant;
  expect({ name, payload }).toEqual({
    name: expected.variant ?? 'override',
    payload: { type: flag.type, value: expected.value },
  });
}
