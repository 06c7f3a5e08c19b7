import type { Condition, FlagConfig, OverrideOf, Rollout } from '@burgee/contracts';
import { rolloutStickiness } from './hashing.ts';
import { type Served, servedOverride, servedSplit, servedVariant } from './served.ts';
import { Unmappable } from './unmappable.ts';

/** One row of a flag's targeting: the first branch that holds, and includes the context, serves. */
export type Branch = {
  readonly condition: Condition;
  /** `undefined` includes everyone. */
  readonly rollout: Rollout | undefined;
  /** @throws Unmappable. @param isPartial whether the rollout hashes. */
  serve(isPartial: boolean): Served | undefined;
};

export type FlagOverrides = {
  readonly user: readonly OverrideOf<'user'>[];
  readonly global: OverrideOf<'global'> | undefined;
};

const EVERYONE: Condition = { all: [] };

/** Everything below the prerequisites, in the order of precedence. @throws Unmappable */
export function branchesOf(flag: FlagConfig, { user, global }: FlagOverrides): readonly Branch[] {
  return [
    ...userBranches(flag, user),
    ...(global ? [overrideBranch(flag, global, EVERYONE)] : []),
    ...flag.rules.map(({ condition, rollout, serve }): Branch => ({
      condition,
      rollout,
      serve: (isPartial) =>
        serve.kind === 'variant'
          ? servedVariant(flag, serve.variant)
          : servedSplit(flag, serve.split, isPartial ? requiredField(rollout) : undefined),
    })),
    {
      condition: EVERYONE,
      rollout: flag.rollout,
      serve: (isPartial) =>
        flag.split
          ? servedSplit(flag, flag.split, isPartial ? requiredField(flag.rollout) : undefined)
          : servedVariant(flag, flag.onVariant),
    },
  ];
}

/** The field that a partial rollout requires, if it excludes contexts without it. */
function requiredField(rollout: Rollout): string | undefined {
  return rollout.missing === 'excluded' ? rolloutStickiness(rollout) : undefined;
}

/** How many users one flag may name. */
const MAX_USERS = 1_000;

/** A branch for each group of users with the same value and end. A user has at most one override per flag. */
function userBranches(flag: FlagConfig, overrides: readonly OverrideOf<'user'>[]): Branch[] {
  if (overrides.length > MAX_USERS) {
    throw new Unmappable(
      `The flag has overrides for more than ${MAX_USERS} users, which every SDK would have to load.`,
    );
  }
  const groups = new Map<string, OverrideOf<'user'>[]>();
  for (const override of overrides) {
    const name = JSON.stringify([override.overrideType, override.value, override.expiresAt]);
    groups.set(name, [...(groups.get(name) ?? []), override]);
  }
  return [...groups.values()].map((group) => {
    const values = group.map(({ target }) => target);
    return overrideBranch(flag, group[0] as OverrideOf<'user'>, { attribute: 'userId', operator: 'in', values });
  });
}

function overrideBranch(flag: FlagConfig, override: OverrideOf<'user' | 'global'>, condition: Condition): Branch {
  const { expiresAt } = override;
  const until: Condition[] = expiresAt === null ? [] : [{ attribute: '$now', operator: 'before', values: [expiresAt] }];
  return { condition: { all: [condition, ...until] }, rollout: undefined, serve: () => servedOverride(flag, override) };
}
