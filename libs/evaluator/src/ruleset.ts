import type { EnvironmentKey, Override, Ruleset, RulesetVersion, SegmentConfig } from '@burgee/contracts';
import { segmentLookup } from './condition.ts';
import { brokenFlag, type CompiledFlag, compileFlag } from './flag.ts';
import { cyclicFlags, linkRequirements } from './prerequisites.ts';

/** One environment at one version, ready to evaluate. Immutable; a newer version replaces it as a whole. */
export type CompiledRuleset = {
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly permitsSessionOverrides: boolean;
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  /** The flags whose results may change over time for some context, even without overrides for its ids. */
  readonly timed: readonly CompiledFlag[];
  /** Flags that return `FLAG_BROKEN`, with the reasons. */
  readonly broken: readonly { readonly key: string; readonly problem: string }[];
};

const NO_OVERRIDES: readonly Override[] = [];

/** Precomputes everything that does not depend on a context. A broken flag does not affect the others. */
export function compileRuleset(ruleset: Ruleset): CompiledRuleset {
  const { environment, version, permitsSessionOverrides } = ruleset;
  // `?.` and the filter, because a row that is not even an object must not affect the others.
  const configs = ruleset.flags.filter((config) => typeof config?.key === 'string');
  const overrides = groupByFlag(ruleset.overrides);
  const segments = segmentLookup(ruleset.segments);
  const storedSegments = new Map<string, SegmentConfig>(ruleset.segments.map((segment) => [segment?.key, segment]));
  const cyclic = cyclicFlags(configs);
  const flags = new Map<string, CompiledFlag>();
  const broken = configs.length < ruleset.flags.length ? [{ key: '', problem: 'a flag has no key' }] : [];
  for (const config of configs) {
    const { key } = config;
    try {
      flags.set(
        key,
        compileFlag(config, {
          version,
          permitsSessionOverrides,
          segments,
          storedSegments,
          overrides: overrides.get(key) ?? NO_OVERRIDES,
          isCyclic: cyclic.has(key),
        }),
      );
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      broken.push({ key, problem });
      flags.set(key, brokenFlag(config, version, problem));
    }
  }
  for (const { requirements } of flags.values()) if (requirements) linkRequirements(requirements, flags);
  const timed = [...flags.values()].filter((flag) => flag.isTimed);
  return { environment, version, permitsSessionOverrides, flags, timed, broken };
}

/** Node 20 has no `Map.groupBy`. An override that is not even an object belongs to no flag. */
function groupByFlag(overrides: readonly Override[]): ReadonlyMap<string, readonly Override[]> {
  const groups = new Map<string, Override[]>();
  for (const override of overrides) {
    const group = groups.get(override?.flagKey);
    if (group) group.push(override);
    else groups.set(override?.flagKey, [override]);
  }
  return groups;
}
