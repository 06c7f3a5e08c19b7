import type { ChangeWarning, Environment, Flag } from '@burgee/contracts';
import { findBlocks } from '@burgee/evaluator';
import type { FlagDraft } from '../flags/draft.ts';
import { attributesIn } from './attributes.ts';
import type { Sides } from './flips.ts';

type Found = {
  readonly place: Environment;
  readonly before: Flag;
  readonly draft: FlagDraft;
  readonly neighbors: readonly { readonly key: Flag['key']; readonly prerequisites: Flag['prerequisites'] }[];
  readonly sides: Sides;
  readonly differing: readonly string[];
  readonly now: number;
};

/** Everything that an agent, and the person who reads its plan, should know before the change. */
export function warningsOf(found: Found): ChangeWarning[] {
  const { place, before, draft, neighbors, sides, differing, now } = found;
  const { key } = before;
  const { overrides, segments } = sides.before.source;
  const has = (type: 'emergency' | 'global') => overrides.some((one) => one.flagKey === key && one.type === type);
  const dependents = neighbors.filter(({ prerequisites }) => prerequisites.some(({ flagKey }) => flagKey === key));
  const block = findBlocks(sides.after, [key], now).blocks.get(key);
  const parts = [before, draft].flatMap(({ rules, rollout, split }) => [rules, rollout, split]);
  const needs = attributesIn(parts, segments);
  const possible: (ChangeWarning | false)[] = [
    differing.length === 0 && { code: 'NO_DIFFERENCE' },
    place.isProduction && { code: 'PRODUCTION', environment: place.key },
    dependents.length > 0 && { code: 'DEPENDENT_FLAGS', flags: dependents.map((flag) => flag.key) },
    has('emergency') && { code: 'EMERGENCY_OVERRIDE' },
    has('global') && { code: 'GLOBAL_OVERRIDE' },
    before.broken.length > 0 && { code: 'BROKEN_FLAG', problems: before.broken },
    block != null && { code: 'BLOCKED', block },
    needs.attributes.length > 0 && { code: 'OTHER_ATTRIBUTES', ...needs },
  ];
  return possible.filter((warning) => warning !== false);
}
