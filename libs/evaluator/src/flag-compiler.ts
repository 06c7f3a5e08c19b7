import type { FlagConfig, Override, Ruleset, SegmentConfig } from '@burgee/contracts';
import { segmentLookup } from './condition.ts';
import { brokenFlag, type CompiledFlag, compileFlag } from './flag.ts';

/** A compiled flag, and the segments that its own rules name. */
export type CompileResult = { readonly flag: CompiledFlag; readonly segments: ReadonlySet<string> };

const NO_OVERRIDES: readonly Override[] = [];

/** Returns a function that compiles one flag of a ruleset. It never throws: a broken flag is compiled to its problem. */
export function flagCompiler(source: Ruleset, cyclic: ReadonlySet<string>): (config: FlagConfig) => CompileResult {
  const { permitsSessionOverrides } = source;
  const overrides = groupByFlag(source.overrides);
  const lookup = segmentLookup(source.segments);
  const storedSegments = new Map<string, SegmentConfig>(source.segments.map((segment) => [segment?.key, segment]));
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
