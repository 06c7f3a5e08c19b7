import type { EnvironmentKey, Evaluation, FlagConfig, Override, Ruleset, RulesetVersion } from '@burgee/contracts';
import { segmentLookup } from './condition.ts';
import { compileFlag, type CompiledFlag } from './flag.ts';
import { cyclicFlags } from './prerequisites.ts';

/** One environment at one version, ready to evaluate. Only ever read; a newer version replaces it whole. */
export type CompiledRuleset = {
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly permitsSessionOverrides: boolean;
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  /** Flags that answer `FLAG_BROKEN`, and why. */
  readonly broken: readonly { readonly key: string; readonly problem: string }[];
};

/** Prepares everything that no context is needed for. A flag that cannot be evaluated costs that flag alone. */
export function compileRuleset(ruleset: Ruleset): CompiledRuleset {
  const { environment, version, permitsSessionOverrides } = ruleset;
  const segments = segmentLookup(ruleset.segments);
  const overrides = Map.groupBy(ruleset.overrides, (override) => override.flagKey as string);
  const cyclic = cyclicFlags(ruleset.flags);
  const flags = new Map<string, CompiledFlag>();
  const broken: { key: string; problem: string }[] = [];
  for (const config of ruleset.flags) {
    const { key } = config;
    try {
      const surroundings = {
        version,
        permitsSessionOverrides,
        segments,
        flags,
        overrides: overrides.get(key) ?? NO_OVERRIDES,
        isCyclic: cyclic.has(key),
      };
      flags.set(key, compileFlag(config, surroundings));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      broken.push({ key, problem });
      flags.set(key, brokenFlag(config, version, problem));
    }
  }
  return { environment, version, permitsSessionOverrides, flags, broken };
}

const NO_OVERRIDES: readonly Override[] = [];

function brokenFlag(config: FlagConfig, version: RulesetVersion, problem: string): CompiledFlag {
  const answer: Evaluation = Object.freeze({
    key: config.key,
    enabled: false,
    reason: 'ERROR',
    version,
    errorCode: 'FLAG_BROKEN',
    errorMessage: problem,
  });
  return { config, evaluate: () => answer, explain: () => ({ ...answer, trace: [] }), percentageAt: () => 0 };
}
