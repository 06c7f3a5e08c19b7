import { Ruleset, type EnvironmentKey, type RulesetVersion } from '@burgee/contracts';

type Asked = {
  readonly origin: string;
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
};

export function rulesetKey(environment: EnvironmentKey): string {
  return `feature_flags:${environment}`;
}

/** The ruleset of an environment as it stands in the shared cache. */
export function storeRuleset(origin: string, ruleset: Ruleset): ReadonlyMap<string, string> {
  return new Map([[rulesetKey(ruleset.environment), headOf({ ...ruleset, origin }) + JSON.stringify(ruleset)]]);
}

/** Only the very one that is asked for: one of another database, an older or a malformed one is a miss. */
export function readRuleset(text: string | undefined, asked: Asked): Ruleset | undefined {
  const head = headOf(asked);
  if (!text?.startsWith(head)) return undefined;
  try {
    return Ruleset.parse(JSON.parse(text.slice(head.length)));
  } catch {
    return undefined;
  }
}

/** Which one it is stands before it: after a change it is an older one, and to read all of it would be for nothing. */
function headOf({ origin, environment, version }: Asked): string {
  return `${JSON.stringify([origin, environment, version])}\n`;
}
