import { type EnvironmentKey, Ruleset } from '@burgee/contracts';

type RulesetIdentity = { readonly origin: string; readonly environment: EnvironmentKey };

export function rulesetKey(environment: EnvironmentKey): string {
  return `feature_flags:${environment}`;
}

/** The shared-cache entry of an environment's ruleset. */
export function storeRuleset(origin: string, ruleset: Ruleset): ReadonlyMap<string, string> {
  return new Map([[rulesetKey(ruleset.environment), rulesetHeader({ ...ruleset, origin }) + JSON.stringify(ruleset)]]);
}

/** Returns the entry at any version. One of another database or environment, or a malformed one, is a miss. */
export function readRuleset(text: string | undefined, wanted: RulesetIdentity): Ruleset | undefined {
  const head = rulesetHeader(wanted);
  if (!text?.startsWith(head)) return undefined;
  try {
    const stored: unknown = JSON.parse(text.slice(head.length));
    // Not the parsed copy, whose fields are in another order: that would be another checksum on each server.
    return Ruleset.safeParse(stored).success ? (stored as Ruleset) : undefined;
  } catch {
    return undefined;
  }
}

/** The identity precedes the ruleset, so that a foreign entry is rejected without parsing all of it. */
function rulesetHeader({ origin, environment }: RulesetIdentity): string {
  return `${JSON.stringify([origin, environment])}\n`;
}
