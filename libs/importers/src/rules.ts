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
  /** For contexts without an override. */
  readonly serve: Serve;
};

/**
 * Translates a strategy to rules: one for each override of its variants, then one for everyone else.
 *
 * Their conditions are mutually exclusive, so that a random rollout makes a single draw.
 */
export function createStrategyRules({ id, description, targeting, overrides, serve }: StrategyRules): Rule[] {
  function rule(suffix: string, conditions: readonly Condition[], serve: Serve): Rule {
    const condition = allOf([targeting.condition, ...conditions]);
    return { id: `${id}${suffix}` as RuleId, description, condition, rollout: targeting.rollout, serve };
  }
  return [
    ...overrides.map(({ variant, condition }, index) =>
      rule(`-override-${index + 1}`, [...excludeOverrides(overrides.slice(0, index)), condition], {
        kind: 'variant',
        variant,
      }),
    ),
    rule('', excludeOverrides(overrides), serve),
  ];
}

function excludeOverrides(overrides: readonly Override[]): Condition[] {
  return overrides.length > 0 ? [{ not: anyOf(overrides.map((override) => override.condition)) }] : [];
}
