import type { FlagConfig, OverrideOf, Ruleset, VariantKey } from '@burgee/contracts';
import { notExpired, reached } from './instant.ts';
import { all, type Branch, choose, type Logic, not } from './logic.ts';
import { includedBy } from './rollout.ts';
import { conditionLogic, type SegmentLogic } from './segment.ts';
import { type Served, servedByOverride, servedVariant, type Write } from './served.ts';
import { splitLogic } from './split.ts';
import { type FlagUsers, userBranches } from './user-overrides.ts';

/** Everything besides the flag that its result depends on. */
export type Surroundings = {
  readonly emergency: OverrideOf<'emergency'> | undefined;
  readonly global: OverrideOf<'global'> | undefined;
  readonly users: FlagUsers;
  readonly segments: SegmentLogic;
  /** Whether the prerequisites hold. @throws Inexact */
  readonly requirements: () => Logic;
};

/** Finds the emergency and global overrides of flags. The evaluator uses the first of each, too. */
export function rulesetOverrides(
  overrides: Ruleset['overrides'],
): (flagKey: string) => Pick<Surroundings, 'emergency' | 'global'> {
  const found = {
    emergency: new Map<string, OverrideOf<'emergency'>>(),
    global: new Map<string, OverrideOf<'global'>>(),
  };
  for (const override of overrides) {
    if (override?.type === 'emergency') addFirst(found.emergency, override);
    if (override?.type === 'global') addFirst(found.global, override);
  }
  return (flagKey) => ({ emergency: found.emergency.get(flagKey), global: found.global.get(flagKey) });
}

function addFirst<T extends { readonly flagKey: string }>(found: Map<string, T>, override: T): void {
  if (!found.has(override.flagKey)) found.set(override.flagKey, override);
}

/**
 * The result of a flag, in the order of the evaluator's layers.
 *
 * @param refused holds for contexts that are not valid.
 * @throws Inexact
 */
export function flagLogic(flag: FlagConfig, surroundings: Surroundings, write: Write, refused: Logic): Logic {
  const { enabled, archived, expiresAt } = flag;
  const { emergency, global, users, requirements } = surroundings;
  if (emergency) return write(servedByOverride(flag, emergency));
  const off = write(servedVariant(flag.offVariant));
  if (!enabled || archived) return off;
  const branches: Branch[] = [
    [refused, off],
    [expiresAt === null ? false : reached(Date.parse(expiresAt)), off],
    [not(requirements()), off],
    ...userBranches(flag, users, write),
  ];
  if (global) branches.push([notExpired(global.expiresAt), write(servedByOverride(flag, global))]);
  return choose([...branches, ...targetingBranches(flag, surroundings.segments, write)], off);
}

function targetingBranches(flag: FlagConfig, segments: SegmentLogic, write: Write): Branch[] {
  const { salt, split, onVariant } = flag;
  const rules = flag.rules.map(({ condition, rollout, serve }): Branch => {
    const holds = all([conditionLogic(condition, segments), includedBy(rollout, salt)]);
    if (holds === false) return [false, null];
    return [holds, serve.kind === 'variant' ? writeVariant(serve.variant, write) : splitLogic(serve.split, salt)];
  });
  const isIncluded = includedBy(flag.rollout, salt);
  if (isIncluded === false) return rules;
  return [...rules, [isIncluded, split ? splitLogic(split, salt) : writeVariant(onVariant, write)]];
}

function writeVariant(variant: VariantKey, write: Write): Logic {
  return write({ kind: 'variant', variant } satisfies Served);
}
