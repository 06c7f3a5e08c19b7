import {
  convertedToUnleash,
  type EnvironmentKey,
  FlagConfig,
  type FlagKey,
  isSameJson,
  type UnleashReadiness,
} from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { NEWEST_SPEC_LEVEL, SPEC_LEVELS, type SpecLevel, toUnleash, type UserOverrides } from '@burgee/protocols';
import { flipsOfSyntheticIds } from '../agent/flips.ts';
import type { Services } from '../context.ts';
import { flagNotFound } from '../failures/flag-not-found.ts';
import { overridesByFlag } from './exports.ts';
import { usersFrom } from './user-overrides.ts';

/**
 * Whether Unleash's server SDKs get a flag, and what a conversion to their hash would change.
 *
 * @throws DomainError FLAG_NOT_FOUND.
 */
export async function unleashReadiness(
  services: Services,
  { environment, key }: { readonly environment: EnvironmentKey; readonly key: FlagKey },
): Promise<UnleashReadiness> {
  const users = overridesByFlag((await usersFrom(services)(environment)).overrides);
  const ruleset = services.snapshots.ruleset(environment);
  const flag = ruleset.flags.get(key);
  if (!flag) throw flagNotFound(ruleset.flags.keys(), environment, key);
  const before = rulesetAround(ruleset, flag.config);
  const specifications = SPEC_LEVELS.map((specification) => {
    return { specification, why: whyUnmapped(before, key, specification, users) };
  });
  // A stored flag may have any shape, and parsing adds fields that it lacks.
  const { data: whole } = FlagConfig.safeParse(flag.config);
  const converted = whole && convertedToUnleash(whole);
  if (!converted || isSameJson(converted, whole)) return { specifications, conversion: null };
  const after = rulesetAround(ruleset, converted);
  const flips = flipsOfSyntheticIds({ before, after, flagKey: key }, services.now().getTime());
  return { specifications, conversion: { flips, why: whyUnmapped(after, key, NEWEST_SPEC_LEVEL, users) } };
}

/** The flag, with those that it requires, directly or not. */
function rulesetAround({ source, flags }: CompiledRuleset, flag: FlagConfig): CompiledRuleset {
  const around = new Map<string, FlagConfig>([[flag.key, flag]]);
  // Iterating over a map also visits entries that are added during the iteration.
  for (const [key] of around) {
    for (const { flag: required } of flags.get(key)?.requirements?.list ?? []) {
      if (required && !around.has(required.config.key)) around.set(required.config.key, required.config);
    }
  }
  return compileRuleset({ ...source, flags: [...around.values()] });
}

function whyUnmapped(ruleset: CompiledRuleset, key: FlagKey, level: SpecLevel, users: UserOverrides): string | null {
  return toUnleash(ruleset, level, users).unmapped.find(({ flagKey }) => flagKey === key)?.why ?? null;
}
