import type { EnvironmentKey, FlagConfig, Ruleset, RulesetVersion } from '@burgee/contracts';
import type { CompiledFlag } from './flag.ts';
import { type CompileResult, flagCompiler } from './flag-compiler.ts';
import { FlagTable } from './flag-table.ts';
import { indexOfKey } from './key-order.ts';
import { cyclicFlags, linkRequirements, requiredKeys } from './prerequisites.ts';

/** One environment at one version, ready to evaluate. Immutable; a newer version replaces it as a whole. */
export type CompiledRuleset = {
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly permitsSessionOverrides: boolean;
  readonly flags: FlagTable;
  /** The flags whose results may change over time for some context, even without overrides for its ids. */
  readonly timed: readonly CompiledFlag[];
  /** Flags that return `FLAG_BROKEN`, with the reasons. */
  readonly broken: readonly BrokenFlag[];
  /** The uncompiled form. */
  readonly source: Ruleset;
  /** The segments that a flag's own rules name, by the key of the flag. Flags without segments are absent. */
  readonly segmentsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** The flags that a flag requires, by its key. Flags without prerequisites are absent. */
  readonly requiredBy: ReadonlyMap<string, readonly string[]>;
  /** See `cyclicFlags`. */
  readonly cyclic: ReadonlySet<string>;
};

type BrokenFlag = { readonly key: string; readonly problem: string };

/** Precomputes everything that does not depend on a context. A broken flag does not affect the others. */
export function compileRuleset(source: Ruleset): CompiledRuleset {
  const { environment, version, permitsSessionOverrides } = source;
  // `?.`, because a row that is not even an object must not affect the others.
  const configs = source.flags.filter((config) => typeof config?.key === 'string');
  // If several flags have one key, the last one counts.
  const unique = [...new Map(configs.map((config) => [config.key, config])).values()];
  const cyclic = cyclicFlags(unique);
  const results = unique.map(flagCompiler(source, cyclic));
  const flags = new FlagTable(results.map(({ flag }) => flag));
  linkAll(results, flags);
  const nameless = configs.length < source.flags.length ? [{ key: '', problem: 'a flag has no key' }] : [];
  return {
    environment,
    version,
    permitsSessionOverrides,
    flags,
    timed: timedIn(results),
    broken: [...nameless, ...brokenIn(results)],
    source,
    segmentsOf: new Map(segmentsIn(results)),
    requiredBy: new Map(requiredIn(results)),
    cyclic,
  };
}

/** Compiles the affected flags of a later version, and shares the others. */
export function recompile(held: CompiledRuleset, source: Ruleset, affected: ReadonlySet<string>): CompiledRuleset {
  const configs = configsOf(source.flags, affected);
  const isKept = (key: string) => !affected.has(key);
  const stillCyclic = new Set([...held.cyclic].filter(isKept));
  const cyclic = new Set([...stillCyclic, ...cyclicFlags(configs, (key) => stillCyclic.has(key))]);
  const results = configs.map(flagCompiler(source, cyclic));
  const flags = tableWith(held.flags, source, results);
  linkAll(results, flags);
  return {
    ...held,
    version: source.version,
    flags,
    timed: [...held.timed.filter(({ config }) => isKept(config.key)), ...timedIn(results)],
    broken: [...held.broken.filter(({ key }) => isKept(key)), ...brokenIn(results)],
    source,
    segmentsOf: new Map([...held.segmentsOf].filter(([key]) => isKept(key)).concat(segmentsIn(results))),
    requiredBy: new Map([...held.requiredBy].filter(([key]) => isKept(key)).concat(requiredIn(results))),
    cyclic,
  };
}

function configsOf(configs: readonly FlagConfig[], keys: ReadonlySet<string>): FlagConfig[] {
  return [...keys].flatMap((key) => configs[indexOfKey(configs, key)] ?? []);
}

/** Rebuilds the table only if a flag was added or removed. */
function tableWith(held: FlagTable, source: Ruleset, results: readonly CompileResult[]): FlagTable {
  const added = results.map(({ flag }) => flag);
  const isSameSize = source.flags.length === held.size;
  if (isSameSize && added.every(({ config }) => held.has(config.key))) return held.replace(added);
  const byKey = new Map<string, CompiledFlag>(added.map((flag) => [flag.config.key, flag]));
  return new FlagTable(source.flags.flatMap((config) => byKey.get(config?.key) ?? held.get(config?.key) ?? []));
}

function linkAll(results: readonly CompileResult[], flags: FlagTable): void {
  for (const { flag } of results) if (flag.requirements) linkRequirements(flag.requirements, flags);
}

function timedIn(results: readonly CompileResult[]): CompiledFlag[] {
  return results.map(({ flag }) => flag).filter(({ isTimed }) => isTimed);
}

function brokenIn(results: readonly CompileResult[]): BrokenFlag[] {
  return results.flatMap(({ flag: { config, problem } }) =>
    problem === undefined ? [] : { key: config.key, problem },
  );
}

function segmentsIn(results: readonly CompileResult[]): [string, ReadonlySet<string>][] {
  return results.flatMap(({ flag, segments }): [string, ReadonlySet<string>][] =>
    segments.size > 0 ? [[flag.config.key, segments]] : [],
  );
}

function requiredIn(results: readonly CompileResult[]): [string, readonly string[]][] {
  return results.flatMap(({ flag: { config } }): [string, readonly string[]][] => {
    const required = requiredKeys(config);
    return required.length > 0 ? [[config.key, required]] : [];
  });
}
