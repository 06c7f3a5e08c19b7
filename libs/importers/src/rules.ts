import type { Condition, Rule, RuleId, Serve } from '@burgee/contracts';
import { allOf, anyOf } from './conditions.ts';
import type { StrategyTargeting } from './strategies.ts';
import type { Override } from './variant-lists.ts';

type StrategyRules = {
  /** Unique within the feature. */
  readonly id: string;
  readonly description: string;
  readonly targeting: StrategyTargeting;
  readonly overrides: readonly Override[];
  /** For those that no override is for. */
  readonly serve: Serve;
};

/**
 * The rules that together are one strategy: one for each override of its variants, then one for everybody else.
 *
 * Their conditions exclude one another, so that where a rollout is random, one draw decides and not several.
 */
export function rulesOf({ id, description, targeting, overrides, serve }: StrategyRules): Rule[] {
  function rule(suffix: string, conditions: readonly Condition[], serve: Serve): Rule {
    const condition = allOf([targeting.condition, ...conditions]);
    return { id: `${id}${suffix}` as RuleId, description, condition, rollout: targeting.rollout, serve };
  }
  return [
    ...overrides.map(({ variant, condition }, index) =>
      rule(`-override-${index + 1}`, [...noneOf(overrides.slice(0, index)), condition], { kind: 'variant', variant }),
    ),
    rule('', noneOf(overrides), serve),
  ];
}

function noneOf(overrides: readonly Override[]): Condition[] {
  return overrides.length > 0 ? [{ not: anyOf(overrides.map((override) => override.condition)) }] : [];
}
