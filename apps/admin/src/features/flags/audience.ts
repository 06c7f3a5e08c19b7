import type { FlagState } from '@burgee/contracts';
import { lastPercentage, percentageAt, percentWords } from './schedule-percentage.ts';

/** Who gets a flag: "5 % of users, 3 rules". */
export function audienceOf(state: FlagState, now: number): string {
  const who = whoGets(state, now);
  if (state.archived) return 'Nobody';
  if (!state.enabled) return who === 'Nobody' ? who : `Nobody; when on: ${lowered(who)}`;
  return who;
}

function whoGets({ schedule, rules, variants, prerequisites }: FlagState, now: number): string {
  const percentage = percentageAt(schedule, now);
  const goal = lastPercentage(schedule);
  const isNobody = percentage === 0 && goal === 0;
  const base = isNobody && rules > 0 ? [] : [`${share(percentage)}${onTheWay(percentage, goal)}`];
  const parts = [...base, ...counted(rules, 'rule')];
  if (variants > 1 && !isNobody) parts.push(`${variants} variants`);
  const needs =
    prerequisites > 0
      ? `, if ${prerequisites === 1 ? 'another flag agrees' : `${prerequisites} other flags agree`}`
      : '';
  return parts.join(', ') + needs;
}

function share(percentage: number): string {
  if (percentage === 0) return 'Nobody';
  return percentage === 100 ? 'Everyone' : `${percentWords(percentage)} of users`;
}

function onTheWay(percentage: number, goal: number): string {
  if (goal === percentage) return '';
  return ` now, ${goal > percentage ? 'rising' : 'falling'} to ${percentWords(goal)}`;
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
