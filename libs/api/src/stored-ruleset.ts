import { type EnvironmentKey, Ruleset, type RulesetVersion } from '@burgee/contracts';

type RulesetIdentity = {
  readonly origin: string;
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
};

export function rulesetKey(environment: EnvironmentKey): string {
  return `feature_flags:${environment}`;
}

/** The shared-cache entry of an environment's ruleset. */
export function storeRuleset(origin: string, ruleset: Ruleset): ReadonlyMap<string, string> {
  return new Map([[rulesetKey(ruleset.environment), rulesetHeader({ ...ruleset, origin }) + JSON.stringify(ruleset)]]);
}

/** Returns only the requested ruleset: one from another database, an older or a malformed one is a miss. */
export function readRuleset(text: string | undefined, wanted: RulesetIdentity): Ruleset | undefined {
  const head = rulesetHeader(wanted);
  if (!text?.startsWith(head)) return undefined;
  try {
    return Ruleset.parse(JSON.parse(text.slice(head.length)));
  } catch {
    return undefined;
  }
}

/** The identity precedes the ruleset, so that an outdated entry is rejected without parsing all of it. */
function rulesetHeader({ origin, environment, version }: RulesetIdentity): string {
  return `${JSON.stringify([origin, environment, version])}\n`;
}
