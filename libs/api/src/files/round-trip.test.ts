import {
  EnvironmentFile,
  type EnvironmentKey,
  type EvaluationContext,
  formatEnvironmentFile,
  isValueOf,
  type Ruleset,
  type RulesetVersion,
} from '@burgee/contracts';
import { compileRuleset, evaluateAll } from '@burgee/evaluator';
import { NOW, runs } from '@burgee/testing';
import { contexts, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../test-services.ts';

let one: TestApi;
let other: TestApi;
beforeAll(async () => {
  [one, other] = await Promise.all([startTestApi(), startTestApi()]);
});
afterAll(() => Promise.all([one[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]));

/** A random ruleset without what the write path refuses: cycles, ids that appear twice, values of another type. */
const valid = rulesets.map((ruleset): Ruleset => {
  const flags = ruleset.flags.map((flag) => ({
    ...flag,
    archived: false,
    rules: flag.rules.filter(({ id }, at, all) => all.findIndex((rule) => rule.id === id) === at),
    prerequisites: flag.prerequisites.flatMap(({ flagKey, variants }) => {
      const required = ruleset.flags.find(({ key }) => key === flagKey);
      const possible = variants.filter((variant) => variant !== null || !required?.offVariant);
      return flagKey > flag.key && possible.length > 0 ? [{ flagKey, variants: possible }] : [];
    }),
  }));
  const overrides = ruleset.overrides.filter(({ type, flagKey, value }, at, all) => {
    const flag = flags.find(({ key }) => key === flagKey);
    const isFirst = all.findIndex((one) => one.type === 'global' && one.flagKey === flagKey) === at;
    return type === 'global' && isFirst && flag !== undefined && isValueOf[flag.type](value);
  });
  return { ...ruleset, flags, overrides };
});

function fileOf(key: string, { flags, segments, overrides, permitsSessionOverrides }: Ruleset): EnvironmentFile {
  return EnvironmentFile.parse({
    burgee: 1,
    environment: { key, permitsSessionOverrides },
    segments,
    flags: flags.map(({ archived: _archived, ...flag }) => {
      const everyone = overrides.find(({ flagKey }) => flagKey === flag.key);
      return {
        ...flag,
        overrides:
          everyone?.type === 'global' ? { everyone: { value: everyone.value, expiresAt: everyone.expiresAt } } : {},
      };
    }),
  });
}

async function exported(api: TestApi, key: EnvironmentKey): Promise<string> {
  return formatEnvironmentFile(await api.as('viewer').environments.exportFile({ key }));
}

/** The results of all flags for each context. */
function answers(ruleset: Ruleset, contexts: readonly EvaluationContext[]): unknown {
  const compiled = compileRuleset({
    ...ruleset,
    environment: 'production' as EnvironmentKey,
    version: 1 as RulesetVersion,
  });
  const options = { now: NOW, random: 0.5 };
  return contexts.map((context) =>
    // An override of another server has another id.
    evaluateAll(compiled, context, options).map(({ overrideId: _id, ...answer }) => answer),
  );
}

const parse = (text: string) => EnvironmentFile.parse(JSON.parse(text));

let count = 0;
const newKey = () => `env-of-run-${++count}` as EnvironmentKey;

describe('14.5 a random environment', () => {
  it('keeps its bytes and its answers on an empty server', async () => {
    await fc.assert(
      fc.asyncProperty(
        valid,
        fc.array(contexts as fc.Arbitrary<EvaluationContext>, { minLength: 5, maxLength: 5 }),
        async (ruleset, people) => {
          const key = newKey();
          const file = fileOf(key, ruleset);
          const plan = await one.as('viewer').environments.planFile({ key, file });
          expect(await one.as('admin').environments.applyFile({ key, file })).toEqual(plan);
          const text = await exported(one, key);
          await other.as('admin').environments.applyFile({ key, file: parse(text) });
          expect(await exported(other, key)).toBe(text);

          for (const { services } of [one, other]) {
            expect(answers(services.snapshots.ruleset(key).source, people)).toEqual(answers(ruleset, people));
          }
          const again = await other.as('admin').environments.applyFile({ key, file: parse(text), prune: true });
          expect(again.changes).toEqual([]);
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('becomes another one if its file is applied with pruning, exactly as planned', async () => {
    await fc.assert(
      fc.asyncProperty(valid, valid, async (before, after) => {
        const key = newKey();
        await one.as('admin').environments.applyFile({ key, file: fileOf(key, before) });
        const rest = fileOf(key, { ...after, flags: after.flags.slice(1), overrides: [] });
        const input = { key, file: { ...rest, flags: rest.flags.map((flag) => ({ ...flag, prerequisites: [] })) } };
        const plan = await one.as('viewer').environments.planFile({ ...input, prune: true });
        expect(await one.as('admin').environments.applyFile({ ...input, prune: true })).toEqual(plan);
        const copy = newKey();
        await one.as('admin').environments.applyFile({ ...input, key: copy });
        const flagsOf = async (which: EnvironmentKey) => {
          const { flags, segments } = await one.as('viewer').environments.exportFile({ key: which });
          return { flags, segments };
        };
        expect(await flagsOf(key)).toEqual(await flagsOf(copy));
      }),
      { numRuns: runs(25) },
    );
  });
});
