import { aFlag, aRollout, aRule, aRuleset, aSegment, aSplit, aTextFlag } from '@burgee/testing';
import type { FlagConfig, Ruleset } from '@burgee/contracts';
import { compileRuleset, type CompiledRuleset } from '@burgee/evaluator';

/** Power of two, so that taking turns is one `&`. Thousands, so that no cache of the processor holds one user alone. */
export const USERS = 8_192;

/** A ruleset as a server has it: it came through JSON. */
export function asLoaded(fields: Parameters<typeof aRuleset>[0]): Ruleset {
  return asParsed(aRuleset(fields));
}

export function compiled(fields: Parameters<typeof aRuleset>[0]): CompiledRuleset {
  return compileRuleset(asLoaded(fields));
}

/** Texts made by concatenation are ropes in V8 and literals are interned; texts out of JSON are flat, like those of a request. */
export function asParsed<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

export function userIds(): string[] {
  return asParsed(Array.from({ length: USERS }, (_, index) => `user-${index * 7919}`));
}

/** A ruleset of many flags of every kind that is common, in the proportions of a grown project. */
export function mixedRuleset(count: number): Ruleset {
  return asLoaded({
    flags: Array.from({ length: count }, (_, index) => mixedFlag(index)),
    segments: [
      aSegment({ key: 'beta', condition: { attribute: 'email', operator: 'endsWith', values: ['@example.org'] } }),
    ],
  });
}

function mixedFlag(index: number): FlagConfig {
  const key = `team-${index % 17}.feature-${index}`;
  const kinds = [
    () => aFlag({ key, enabled: false }),
    () => aFlag({ key, enabled: false, rollout: 0 }),
    () => aFlag({ key }),
    () => aFlag({ key, rollout: 50 }),
    () => aFlag({ key, rollout: aRollout(10, { bucketBy: ['accountId', 'userId'] }) }),
    () => aTextFlag({ key, split: aSplit({ control: 2, blue: 1, green: 1 }) }),
    () => aFlag({ key, rollout: 0, rules: [aRule({ condition: clause('country', 'in', ['NL', 'BE', 'DE']) })] }),
    () => aFlag({ key, rollout: 5, rules: [aRule({ condition: { segment: 'beta' } })] }),
    () =>
      aFlag({
        key,
        rollout: 0,
        rules: [aRule({ condition: { all: [clause('plan', 'in', ['pro']), newVersion] }, rollout: 25 })],
      }),
    () =>
      aFlag({ key, prerequisites: [{ flagKey: `team-${(index - 7) % 17}.feature-${index - 7}`, variants: ['on'] }] }),
  ];
  return (kinds[index % kinds.length] as () => FlagConfig)();
}

const clause = (attribute: string, operator: 'in', values: string[]) => ({ attribute, operator, values });
const newVersion = { attribute: 'appVersion', operator: 'semverGte' as const, values: ['2.10.0'] };
