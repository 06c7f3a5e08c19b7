import type { Flag } from '@burgee/contracts';
import { lastPercentage, percentageAt, percentWords } from './schedule-percentage.ts';

export type Audience = {
  /** Who gets it: "5 % of users, 3 rules". */
  readonly text: string;
  /** Whether everybody is answered the same, overrides aside. */
  readonly isSameForAll: boolean;
};

type Targeting = Pick<Flag, 'enabled' | 'archived' | 'rollout' | 'rules' | 'split' | 'prerequisites'>;

export function audienceOf(flag: Targeting, now: number): Audience {
  const who = whoGets(flag, now);
  if (flag.archived) return { text: 'Nobody', isSameForAll: true };
  if (!flag.enabled) return { text: who === 'Nobody' ? who : `Nobody; when on: ${lowered(who)}`, isSameForAll: true };
  return { text: who, isSameForAll: isPlain(flag) };
}

function whoGets({ rollout, rules, split, prerequisites }: Targeting, now: number): string {
  const percentage = percentageAt(rollout.schedule, now);
  const goal = lastPercentage(rollout.schedule);
  const isNobody = percentage === 0 && goal === 0;
  const base = isNobody && rules.length > 0 ? [] : [`${share(percentage)}${onTheWay(percentage, goal)}`];
  const parts = [...base, ...counted(rules.length, 'rule')];
  const variants = split?.weights.filter(({ weight }) => weight > 0).length ?? 0;
  if (variants > 1 && !isNobody) parts.push(`${variants} variants`);
  const needs =
    prerequisites.length > 0
      ? `, if ${prerequisites.length === 1 ? 'another flag agrees' : `${prerequisites.length} other flags agree`}`
      : '';
  return parts.join(', ') + needs;
}

function share(percentage: number): string {
  if (percentage === 0) return 'Nobody';
  return percentage === 100 ? 'Everybody' : `${percentWords(percentage)} of users`;
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

function isPlain({ rollout, rules, split, prerequisites }: Targeting): boolean {
  const { schedule } = rollout;
  const isWhole = schedule.kind === 'fixed' && (schedule.percentage === 0 || schedule.percentage === 100);
  return isWhole && rules.length === 0 && prerequisites.length === 0 && split === null;
}
