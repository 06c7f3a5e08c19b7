import type { Ruleset, RulesetDelta } from '@burgee/contracts';
import { continueSum } from './checksum.ts';
import { applyToList, compareText } from './key-order.ts';
import { type CompiledRuleset, recompile } from './ruleset.ts';
import { segmentsUsing } from './segment-keys.ts';

/**
 * The ruleset at version `delta.to`. Compiles only the flags that depend on what changed, and shares the others with `held`;
 * the result equals that of compiling everything. `undefined` if the delta does not continue `held`.
 */
export function applyDelta(held: CompiledRuleset, delta: RulesetDelta): CompiledRuleset | undefined {
  const source = applyToSource(held.source, delta);
  if (!source) return undefined;
  const affected = affectedFlags(held, source, delta);
  return affected.size === 0 ? { ...held, version: delta.to, source } : recompile(held, source, affected);
}

/** The uncompiled part of `applyDelta`. Flags, segments and overrides stay in the order of their keys. */
export function applyToSource(source: Ruleset, delta: RulesetDelta): Ruleset | undefined {
  const { from, to, flags, segments, overrides } = delta;
  if (from !== source.version || to <= from) return undefined;
  return {
    ...source,
    version: to,
    flags: changeList('flag', source.flags, flags),
    segments: changeList('segment', source.segments, segments),
    overrides: applyToOverrides(source.overrides, overrides),
  };
}

function changeList<T extends { readonly key: string }>(
  kind: 'flag' | 'segment',
  held: readonly T[],
  change: Parameters<typeof applyToList<T>>[1],
): T[] {
  const changed = applyToList(held, change);
  continueSum(kind, held, changed);
  return changed.list;
}

type Overrides = Ruleset['overrides'];

function applyToOverrides(held: Overrides, { put, delete: deleted }: RulesetDelta['overrides']): Overrides {
  if (put.length + deleted.length === 0) return held;
  const replaced = new Set<string>(deleted);
  return [...held.filter((override) => !replaced.has(override?.flagKey)), ...put].sort(
    (one, other) => compareText(one?.flagKey, other?.flagKey) || compareText(one?.type, other?.type),
  );
}

/** The flags to compile again: those that changed, that use a changed segment, or that require one of these. */
function affectedFlags(held: CompiledRuleset, source: Ruleset, delta: RulesetDelta): ReadonlySet<string> {
  const affected = new Set<string>([
    ...delta.flags.put.map(({ key }) => key),
    ...delta.flags.delete,
    ...delta.overrides.delete,
    ...delta.overrides.put.map(({ flagKey }) => flagKey),
  ]);
  const changed = [...delta.segments.put.map(({ key }) => key), ...delta.segments.delete];
  if (changed.length > 0) {
    const segments = segmentsUsing(changed, source.segments);
    for (const [key, used] of held.segmentsOf)
      if ([...used].some((segment) => segments.has(segment))) affected.add(key);
  }
  if (affected.size > 0) addDependents(affected, held.requiredBy);
  return affected;
}

function addDependents(affected: Set<string>, requiredBy: CompiledRuleset['requiredBy']): void {
  const dependents = new Map<string, string[]>();
  for (const [flagKey, required] of requiredBy) {
    for (const key of required) {
      const others = dependents.get(key);
      if (others) others.push(flagKey);
      else dependents.set(key, [flagKey]);
    }
  }
  // Iterating over a set also visits elements that are added during the iteration.
  for (const key of affected) for (const dependent of dependents.get(key) ?? []) affected.add(dependent);
}
