import type { FlagBlock, FlagState, JsonValue, PrerequisiteProblem } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';
import { formatNumber, formatPercent } from '../../ui/format/numbers.ts';
import { formatCount, pluralize } from '../../ui/format/words.ts';
import { lastPercentage } from './schedule-percentage.ts';

/** Facts that only the table has: the server's finding about the flag, and the value of its global override. */
export type FlagSurroundings = { readonly block?: FlagBlock | null; readonly global?: JsonValue | undefined };

/** The audience of a flag, in words: "5% of users, 3 rules". */
export function audienceOf(state: FlagState, now: number, surroundings: FlagSurroundings = {}): string {
  const audience = audienceWhileOn(state, now, surroundings);
  if (state.archived) return 'No one';
  if (!state.enabled && !reachesNoOne(state, surroundings)) return `No one; when on: ${lowerFirst(audience)}`;
  return audience;
}

/** Whether switching the flag on changes nothing for anyone. */
function reachesNoOne({ reach }: FlagState, { block, global }: FlagSurroundings): boolean {
  return Boolean(block) || reach === 'expired' || (reach === 'nobody' && global === undefined);
}

function audienceWhileOn(state: FlagState, now: number, { block, global }: FlagSurroundings): string {
  if (block) return blockWords(block);
  if (state.reach === 'expired') return 'Expired';
  if (global !== undefined) return `Everyone gets ${JSON.stringify(global)}${prerequisiteWords(state)}`;
  if (state.reach === 'nobody') return 'No one';
  if (state.reach === 'off') return 'Everyone gets the off variant';
  return targetingWords(state, now) + prerequisiteWords(state);
}

function targetingWords({ schedule, rules, variants }: FlagState, now: number): string {
  const percentage = schedulePercentage(schedule, now);
  const goal = lastPercentage(schedule);
  const isNobody = percentage === 0 && goal === 0;
  const base = isNobody && rules > 0 ? [] : [`${shareWords(percentage)}${goalWords(percentage, goal)}`];
  const parts = [...base, ...(rules > 0 ? [formatCount(rules, 'rule')] : [])];
  if (variants > 1 && !isNobody) parts.push(formatCount(variants, 'variant'));
  return parts.join(', ');
}

/** The condition to append to a sentence about a flag with prerequisites. */
export function prerequisiteWords({ prerequisites }: Pick<FlagState, 'prerequisites'>): string {
  if (prerequisites === 0) return '';
  const many = `, if its ${formatNumber(prerequisites)} prerequisites are met`;
  return pluralize(prerequisites, ', if its prerequisite is met', many);
}

const PREREQUISITE_PROBLEMS: Readonly<Record<PrerequisiteProblem, (flagKey: string) => string>> = {
  missing: (flagKey) => `${flagKey} does not exist`,
  cycle: () => 'its prerequisites form a cycle',
  broken: (flagKey) => `${flagKey} cannot be evaluated`,
  off: (flagKey) => `${flagKey} is off`,
  archived: (flagKey) => `${flagKey} is archived`,
  expired: (flagKey) => `${flagKey} has expired`,
  prerequisite: (flagKey) => `a prerequisite of ${flagKey} fails`,
  variant: (flagKey) => `${flagKey} never returns the required variant`,
};

function blockWords(block: FlagBlock): string {
  if (block.kind === 'expired') return 'Expired';
  if (block.kind === 'broken') return 'No one: the flag cannot be evaluated';
  return `No one: ${PREREQUISITE_PROBLEMS[block.problem](block.flagKey)}`;
}

/** The reason why a global override has no effect: "while the flag is off"; `undefined` if it has one. */
export function globalProblem(
  { enabled, archived }: Pick<FlagState, 'enabled' | 'archived'>,
  { block, hasEmergency }: { readonly block: FlagBlock | null; readonly hasEmergency: boolean },
): string | undefined {
  if (hasEmergency) return 'while an emergency override is active';
  if (archived) return 'while the flag is archived';
  if (!enabled) return 'while the flag is off';
  if (!block) return undefined;
  if (block.kind === 'expired') return 'because the flag has expired';
  if (block.kind === 'broken') return 'because the flag cannot be evaluated';
  return `because ${PREREQUISITE_PROBLEMS[block.problem](block.flagKey)}`;
}

function shareWords(percentage: number): string {
  if (percentage === 0) return 'No one';
  return percentage === 100 ? 'Everyone' : `${formatPercent(percentage)} of users`;
}

function goalWords(percentage: number, goal: number): string {
  if (goal === percentage) return '';
  return ` now, ${goal > percentage ? 'rising' : 'falling'} to ${formatPercent(goal)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
