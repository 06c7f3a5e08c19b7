import type { EnvironmentKey, FlagConfig, Override, Ruleset, RulesetVersion, SegmentConfig } from '@burgee/contracts';
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
  /** The uncompiled form. */
  readonly source: Ruleset;
  /** The segments that a flag's own rules name, by the key of the flag. Flags without segments are absent. */
  readonly segmentsOf: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The compiled flags of an earlier version, and the keys of those that cannot be used again. */
type Reusable = { readonly held: CompiledRuleset; readonly affected: ReadonlySet<string> };

const NO_OVERRIDES: readonly Override[] = [];

/** Precomputes everything that does not depend on a context. A broken flag does not affect the others. */
export function compileRuleset(source: Ruleset): CompiledRuleset {
  return compileReusing(source, undefined);
}

/** Like `compileRuleset`, but compiles only the affected flags: the others are those of the earlier version. */
export function compileReusing(source: Ruleset, reusable: Reusable | undefined): CompiledRuleset {
  const { environment, version, permitsSessionOverrides } = source;
  // `?.`, because a row that is not even an object must not affect the others.
  const configs = source.flags.filter((config) => typeof config?.key === 'string');
  const flags = new Map<string, CompiledFlag>();
  const segmentsOf = new Map(reusable?.held.segmentsOf);
  const compile = flagCompiler(source, configs);
  const added: CompiledFlag[] = [];
  for (const config of configs) {
    const { key } = config;
    const known = reusable?.affected.has(key) ? undefined : reusable?.held.flags.get(key);
    if (known) {
      flags.set(key, known);
      continue;
    }
    const { flag, segments } = compile(config);
    flags.set(key, flag);
    added.push(flag);
    if (segments.size > 0) segmentsOf.set(key, segments);
    else segmentsOf.delete(key);
  }
  for (const key of reusable?.affected ?? []) if (!flags.has(key)) segmentsOf.delete(key);
  for (const { requirements } of added) if (requirements) linkRequirements(requirements, flags);
  const compiled = [...flags.values()];
  const timed = compiled.filter((flag) => flag.isTimed);
  const broken = configs.length < source.flags.length ? [{ key: '', problem: 'a flag has no key' }] : [];
  for (const { config, problem } of compiled) if (problem !== undefined) broken.push({ key: config.key, problem });
  return { environment, version, permitsSessionOverrides, flags, timed, broken, source, segmentsOf };
}

type CompileResult = { readonly flag: CompiledFlag; readonly segments: ReadonlySet<string> };

/** Returns a function that compiles one flag of a ruleset and notes which segments its rules name. */
function flagCompiler(source: Ruleset, configs: readonly FlagConfig[]): (config: FlagConfig) => CompileResult {
  const { permitsSessionOverrides } = source;
  const overrides = groupByFlag(source.overrides);
  const lookup = segmentLookup(source.segments);
  const storedSegments = new Map<string, SegmentConfig>(source.segments.map((segment) => [segment?.key, segment]));
  const cyclic = cyclicFlags(configs);
  return (config) => {
    const { key } = config;
    const segments = new Set<string>();
    const noting = (segment: string) => {
      segments.add(segment);
      return lookup(segment);
    };
    try {
      const flag = compileFlag(config, {
        permitsSessionOverrides,
        segments: noting,
        storedSegments,
        overrides: overrides.get(key) ?? NO_OVERRIDES,
        isCyclic: cyclic.has(key),
      });
      return { flag, segments };
    } catch (error) {
      return { flag: brokenFlag(config, error instanceof Error ? error.message : String(error)), segments };
    }
  };
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
