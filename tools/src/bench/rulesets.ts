import type { FlagConfig, Ruleset } from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { aFlag, aRollout, aRule, aRuleset, aSegment, aSplit, aTextFlag } from '@burgee/testing';

/** A power of two, so that cycling takes one `&`; thousands, so that no user stays in the processor's cache. */
export const USERS = 8_192;

/** A ruleset as a server holds it, parsed from JSON. */
function asLoaded(fields: Parameters<typeof aRuleset>[0]): Ruleset {
  return asParsed(aRuleset(fields));
}

export function compiled(fields: Parameters<typeof aRuleset>[0]): CompiledRuleset {
  return compileRuleset(asLoaded(fields));
}

/**
 * Concatenated strings are ropes in V8 and literals are interned; strings parsed from JSON are flat, like those of a
 * request.
 */
export function asParsed<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

export function userIds(): string[] {
  return asParsed(Array.from({ length: USERS }, (_, index) => `user-${index * 7919}`));
}

/**
 * A ruleset with every common kind of flag, in the proportions of a mature project: half of the flags are simply on or
 * off, a quarter is being rolled out, and the others use various conditions.
 */
export function mixedRuleset(count: number): Ruleset {
  return asLoaded({
    flags: Array.from({ length: count }, (_, index) => mixedFlag(index)),
    segments: [
      aSegment({ key: 'beta', condition: { attribute: 'email', operator: 'endsWith', values: ['@example.org'] } }),
    ],
  });
}

const country = { attribute: 'country', operator: 'in' as const, values: ['NL', 'BE', 'DE'] };
const paying = { attribute: 'plan', operator: 'in' as const, values: ['pro'] };
const newVersion = { attribute: 'appVersion', operator: 'semverGte' as const, values: ['2.10.0'] };

const off = (key: string) => aFlag({ key, enabled: false });
const on = (key: string) => aFlag({ key });
const rolledOut = (key: string) => aFlag({ key, rollout: 50 });
const byAccount = (key: string) => aFlag({ key, rollout: aRollout(10, { bucketBy: ['accountId', 'userId'] }) });
const split = (key: string) => aTextFlag({ key, split: aSplit({ control: 2, blue: 1, green: 1 }) });
const byCountry = (key: string) => aFlag({ key, rollout: 0, rules: [aRule({ condition: country })] });
const bySegment = (key: string) => aFlag({ key, rollout: 5, rules: [aRule({ condition: { segment: 'beta' } })] });
const byTwo = (key: string) =>
  aFlag({ key, rollout: 0, rules: [aRule({ condition: { all: [paying, newVersion] }, rollout: 25 })] });
const required = (key: string, index: number) =>
  aFlag({ key, prerequisites: [{ flagKey: mixedFlagKey(index - 1), variants: ['on'] }] });

// prettier-ignore
const KINDS: readonly ((key: string, index: number) => FlagConfig)[] = [
  off, on, rolledOut, byCountry, off, on, rolledOut, off, on, byAccount,
  off, on, rolledOut, split, bySegment, byTwo, on, required, off, byCountry,
];

function mixedFlag(index: number): FlagConfig {
  const make = KINDS[index % KINDS.length] as (key: string, index: number) => FlagConfig;
  return make(mixedFlagKey(index), index);
}

function mixedFlagKey(index: number): string {
  return `team-${index % 17}.feature-${index}`;
}
