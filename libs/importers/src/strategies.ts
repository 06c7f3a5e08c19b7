import type { Condition, Rollout } from '@burgee/contracts';
import { allOf } from './conditions.ts';
import { translateConstraint } from './constraints.ts';
import { translateOwnRule } from './own-rules.ts';
import type { Report } from './problems.ts';
import type { UnleashStrategy } from './schema.ts';
import { type ImportedSegments, inSegment } from './segments.ts';

/** The contexts that a strategy matches: a condition, and a percentage of those that satisfy it. */
export type StrategyTargeting = { readonly condition: Condition; readonly rollout: Rollout };

export function translateTargeting(
  strategy: UnleashStrategy,
  segments: ImportedSegments,
  report: Report,
): StrategyTargeting {
  const own = translateOwnRule(strategy, report);
  const constraints = strategy.constraints.map((constraint) => translateConstraint(constraint, report));
  const inSegments = strategy.segments.map((id) => inSegment(id, segments, report));
  return { condition: allOf([...constraints, ...inSegments, ...own.conditions]), rollout: own.rollout };
}

/**
 * SDKs evaluate strategies in the order of the list, and the first match supplies its variants. A list that contradicts its
 * own `sortOrder` is not in the format for SDKs.
 */
export function reportUnsorted(strategies: readonly UnleashStrategy[], report: Report): void {
  const orders = strategies.flatMap(({ sortOrder }) => (typeof sortOrder === 'number' ? [sortOrder] : []));
  const isSorted = orders.every((order, index) => index === 0 || (orders[index - 1] as number) <= order);
  if (!isSorted) report('strategies', 'they are not in the order of their "sortOrder"');
}
