import { Ruleset, type EnvironmentKey, type RulesetVersion } from '@burgee/contracts';
import { z } from 'zod';

/** The ruleset of an environment as it stands in the shared cache. */
const StoredRuleset = z.strictObject({ origin: z.string(), ruleset: Ruleset });

export function rulesetKey(environment: EnvironmentKey): string {
  return `feature_flags:${environment}`;
}

export function storeRuleset(origin: string, ruleset: Ruleset): ReadonlyMap<string, string> {
  return new Map([[rulesetKey(ruleset.environment), JSON.stringify({ origin, ruleset })]]);
}

/** Only the very one that is asked for: one of another database, an older or a malformed one is a miss. */
export function readRuleset(
  text: string | undefined,
  asked: { origin: string; environment: EnvironmentKey; version: RulesetVersion },
): Ruleset | undefined {
  if (text === undefined) return undefined;
  try {
    const { origin, ruleset } = StoredRuleset.parse(JSON.parse(text));
    const isAsked =
      origin === asked.origin && ruleset.environment === asked.environment && ruleset.version === asked.version;
    return isAsked ? ruleset : undefined;
  } catch {
    return undefined;
  }
}
